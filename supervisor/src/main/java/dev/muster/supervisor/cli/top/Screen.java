package dev.muster.supervisor.cli.top;

import java.util.ArrayList;
import java.util.List;

/** The lines of a screen: exactly as many as it has, none wider than it is. Pure functions. */
final class Screen {
    private static final int SPARE_ROWS = 10;

    private Screen() {}

    /** @param log what is known of the log that is followed; empty in every other mode */
    static List<String> lines(Model model, View view, List<LogTail.Line> log, Size size, Look look) {
        if (size.rows() <= 0 || size.columns() <= 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        if (view.mode() instanceof Mode.Help) {
            lines.addAll(HelpPage.lines(size, look));
        } else if (view.mode() instanceof Mode.Log mode) {
            lines.addAll(LogPage.lines(mode, log, model, size, look));
        } else {
            lines.addAll(fleet(model, view, size, look));
        }
        while (lines.size() < size.rows()) {
            lines.add("");
        }
        return lines.subList(0, size.rows());
    }

    /** How many workers, or lines of a log, are seen at a time. */
    static int page(Model model, Size size) {
        return Math.max(1, size.rows() - above(model, size) - 1);
    }

    /** Everything as text, for where there is no screen: all workers, no bar, no keys. */
    static List<String> text(Model model, View view, int columns, Look look) {
        List<String> lines = new ArrayList<>();
        lines.add(HeadLine.of(model, columns, look));
        if (!model.now().queues().isEmpty()) {
            lines.add("");
            lines.addAll(QueueTable.lines(model, model.now().queues().size(), columns, look));
        }
        lines.add("");
        List<WorkerRow> rows = view.rows(model);
        WorkerTable table = WorkerTable.of(model, columns, look);
        lines.add(table.head(view.sorting()));
        rows.forEach(row -> lines.add(table.row(row, false)));
        return lines;
    }

    private static List<String> fleet(Model model, View view, Size size, Look look) {
        List<String> lines = new ArrayList<>();
        List<WorkerRow> rows = view.rows(model);
        if (above(model, size) > 0) {
            lines.add(HeadLine.of(model, size.columns(), look));
            int queues = queues(model, size);
            if (queues > 0) {
                lines.addAll(QueueTable.lines(model, queues, size.columns(), look));
                lines.add("");
            }
        }
        WorkerTable table = WorkerTable.of(model, size.columns(), look);
        if (above(model, size) > 0) {
            lines.add(table.head(view.sorting()));
        }
        int page = page(model, size);
        int position = view.position(rows);
        int first = Math.max(0, Math.min(position - page / 2, rows.size() - page));
        for (int i = first; i < Math.min(first + page, rows.size()); i++) {
            lines.add(table.row(rows.get(i), i == position));
        }
        while (lines.size() < size.rows() - 1) {
            lines.add("");
        }
        if (size.rows() > 1) {
            lines.add(FootLine.of(model, view, rows, size.columns(), look));
        }
        return lines;
    }

    /** The lines above the workers; on a screen of a few lines there are only workers. */
    private static int above(Model model, Size size) {
        if (size.rows() < 4) {
            return 0;
        }
        int queues = queues(model, size);
        return 2 + (queues == 0 ? 0 : queues + 2);
    }

    /** How many queues are shown: a third of the screen at most. */
    private static int queues(Model model, Size size) {
        return size.rows() < SPARE_ROWS ? 0 : Math.min(model.now().queues().size(), Math.max(1, size.rows() / 3 - 2));
    }
}
