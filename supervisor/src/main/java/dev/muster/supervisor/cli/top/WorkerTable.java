package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.cli.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The workers: on a narrow screen the columns that one can do without are left out. Immutable. */
final class WorkerTable {
    private static final String NONE = "-";
    private static final int SHORTEST_WHY = 12;

    private final int columns;
    private final Look look;
    private final int name;
    private final List<Column> shown;

    /** In the order of the screen, each with its rank: the last one goes first when there is no room. */
    private enum Column {
        PHASE(8, 1, Sort.PHASE),
        PID(7, 6, null),
        UPTIME(6, 5, Sort.UPTIME),
        CPU(5, 2, Sort.CPU),
        MEMORY(6, 3, Sort.MEMORY),
        RESTARTS(8, 4, Sort.RESTARTS);

        private final int width;
        private final int rank;
        private final @Nullable Sort sort;

        Column(int width, int rank, @Nullable Sort sort) {
            this.width = width;
            this.rank = rank;
            this.sort = sort;
        }
    }

    private WorkerTable(int columns, Look look, int name, List<Column> shown) {
        this.columns = columns;
        this.look = look;
        this.name = name;
        this.shown = shown;
    }

    /** Of all workers, so that a filter or a page more does not move the columns. */
    static WorkerTable of(Model model, int columns, Look look) {
        int longest = "WORKER".length();
        for (WorkerRow row : model.now().workers()) {
            longest = Math.max(longest, row.id().length());
        }
        int name = Math.max(1, Math.min(longest, Math.max(8, columns / 3)));
        List<Column> shown = new ArrayList<>();
        int left = columns - 2 - name;
        for (int rank = 1; rank <= Column.values().length; rank++) {
            for (Column column : Column.values()) {
                if (column.rank == rank && column.width + 2 <= left) {
                    shown.add(column);
                    left -= column.width + 2;
                }
            }
        }
        shown.sort(null);
        return new WorkerTable(columns, look, name, shown);
    }

    String head(View.Sorting sorting) {
        Strip line = Strip.plain(columns, look).add("  ");
        line.left(Tone.BOLD, marked("WORKER", sorting, Sort.NAME), name);
        for (Column column : shown) {
            String title = marked(column.name(), sorting, column.sort);
            line.add("  ");
            if (column == Column.PHASE) {
                line.left(Tone.BOLD, title, column.width);
            } else {
                line.right(Tone.BOLD, title, column.width);
            }
        }
        if (line.left() >= SHORTEST_WHY) {
            line.add("  ").add(Tone.BOLD, "WHY");
        }
        return line.line();
    }

    /** What the list is sorted by has a sign of it; the order of the configuration needs none. */
    private static String marked(String title, View.Sorting sorting, @Nullable Sort sort) {
        boolean silent = sort != sorting.by() || (sort == Sort.NAME && !sorting.reversed());
        return silent ? title : title + (sorting.reversed() ? "^" : "*");
    }

    String row(WorkerRow row, boolean selected) {
        Strip line = new Strip(columns, look, selected ? Tone.REVERSED : Tone.PLAIN);
        line.add(selected ? "> " : "  ").left(Tone.PLAIN, row.id(), name);
        for (Column column : shown) {
            line.add("  ");
            if (column == Column.PHASE) {
                line.left(phase(row.standing()), row.standing().phase(), column.width);
            } else {
                line.right(tone(column, row), figure(column, row), column.width);
            }
        }
        if (line.left() >= SHORTEST_WHY) {
            line.add("  ").add(row.standing().troubled() ? Tone.YELLOW : Tone.PLAIN, row.why());
        }
        return line.line();
    }

    private static Tone tone(Column column, WorkerRow row) {
        return column == Column.RESTARTS && row.standing().restarts() > 0 ? Tone.YELLOW : Tone.PLAIN;
    }

    private static String figure(Column column, WorkerRow row) {
        return switch (column) {
            case PHASE -> row.standing().phase();
            case PID -> told(row.usage().pid());
            case UPTIME ->
                row.usage().uptimeMs().isPresent()
                        ? Figures.duration(row.usage().uptimeMs().getAsLong())
                        : NONE;
            case CPU -> row.cpu().isPresent() ? Math.round(100 * row.cpu().getAsDouble()) + "%" : NONE;
            case MEMORY ->
                row.usage().rssBytes().isPresent()
                        ? Figures.bytes(row.usage().rssBytes().getAsLong())
                        : NONE;
            case RESTARTS -> String.valueOf(row.standing().restarts());
        };
    }

    private static String told(OptionalLong figure) {
        return figure.isPresent() ? String.valueOf(figure.getAsLong()) : NONE;
    }

    private static Tone phase(WorkerRow.Standing standing) {
        if (standing.troubled()) {
            return Tone.YELLOW;
        }
        return switch (standing.phase()) {
            case "READY" -> Tone.GREEN;
            case "FAILED" -> Tone.RED;
            case "STOPPED" -> Tone.FAINT;
            default -> Tone.YELLOW;
        };
    }
}
