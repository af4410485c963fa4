package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.cli.text.Figures;
import java.util.ArrayList;
import java.util.List;

/** The queues, with how their backlog and their jobs each second went lately. Pure functions. */
final class QueueTable {
    private static final int FIGURE = 8;
    /** A name, five figures, two more beside the bars, the gaps, and what makes bars worth the while. */
    private static final int WITH_FIGURES = 76;

    private static final int MOST_BARS = 60;

    private QueueTable() {}

    /** A heading and so many lines; the last of them says how many there are besides. */
    static List<String> lines(Model model, int most, int columns, Look look) {
        List<QueueRow> queues = model.now().queues();
        Widths widths = Widths.of(queues, columns);
        List<String> lines = new ArrayList<>();
        lines.add(head(widths, columns, look));
        int shown = queues.size() <= most ? queues.size() : most - 1;
        for (QueueRow queue : queues.subList(0, shown)) {
            lines.add(row(queue, model.trends(queue), widths, columns, look));
        }
        if (shown < queues.size()) {
            lines.add(Strip.plain(columns, look)
                    .add(Tone.FAINT, "and " + (queues.size() - shown) + " more")
                    .line());
        }
        return lines;
    }

    private record Widths(int name, boolean figures, int bars) {

        static Widths of(List<QueueRow> queues, int columns) {
            int longest = queues.stream()
                    .mapToInt(queue -> queue.name().length())
                    .max()
                    .orElse(0);
            int name = Math.max(5, Math.min(longest, columns / 4));
            boolean figures = columns >= WITH_FIGURES;
            int taken = name + 2 * (FIGURE + 3) + (figures ? 4 * (FIGURE + 1) : 0);
            return new Widths(name, figures, Math.max(0, Math.min(MOST_BARS, (columns - taken) / 2)));
        }
    }

    private static String head(Widths widths, int columns, Look look) {
        Strip line = Strip.plain(columns, look).left(Tone.BOLD, "QUEUE", widths.name());
        if (widths.figures()) {
            for (String title : new String[] {"RUNNING", "DELAYED", "DEAD", "OLDEST"}) {
                line.add(" ").right(Tone.BOLD, title, FIGURE);
            }
        }
        for (String title : new String[] {"BACKLOG", "JOBS/S"}) {
            line.add(" ").right(Tone.BOLD, title, FIGURE).add(" ").blanks(widths.bars() + 1);
        }
        return line.line();
    }

    private static String row(QueueRow queue, Model.Trends trends, Widths widths, int columns, Look look) {
        Strip line = Strip.plain(columns, look);
        line.left(queue.state().paused() ? Tone.YELLOW : Tone.PLAIN, queue.name(), widths.name());
        if (widths.figures()) {
            line.add(" ").right(Tone.PLAIN, count(queue.running()), FIGURE);
            line.add(" ").right(Tone.PLAIN, count(queue.delayed()), FIGURE);
            line.add(" ").right(queue.dead() > 0 ? Tone.RED : Tone.PLAIN, count(queue.dead()), FIGURE);
            String oldest = queue.state().paused()
                    ? "paused"
                    : queue.state().oldestReadyMs().isPresent()
                            ? Figures.duration(queue.state().oldestReadyMs().getAsLong())
                            : "-";
            line.add(" ").right(queue.state().paused() ? Tone.YELLOW : Tone.PLAIN, oldest, FIGURE);
        }
        bars(line, queue.backlog(), trends.backlog(), widths.bars(), look);
        bars(line, trends.rate().last(), trends.rate(), widths.bars(), look);
        return line.line();
    }

    private static void bars(Strip line, long value, Trend trend, int width, Look look) {
        line.add(" ").right(Tone.PLAIN, count(value), FIGURE).add(" ");
        line.left(Tone.CYAN, Sparkline.of(trend.columns(width), look), width).add(" ");
    }

    /** 123456, then 1.2M: never more than six characters of a queue that takes any number of jobs. */
    private static String count(long count) {
        if (count < 1_000_000) {
            return String.valueOf(count);
        }
        long tenths = Math.round(count / 100_000.0);
        return tenths < 10_000 ? tenths / 10 + "." + tenths % 10 + "M" : tenths / 10_000 + "G";
    }
}
