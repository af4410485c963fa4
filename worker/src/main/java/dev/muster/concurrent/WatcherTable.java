package dev.muster.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Watchers as a table for people: names to the left, all else to the right. */
final class WatcherTable {

    private static final List<String> HEADING = List.of(
            "NAME",
            "ACTIVE",
            "PERIODICITY",
            "NEXT IN",
            "RUNS",
            "FAILED",
            "OK",
            "STOPPED",
            "AVG RUN",
            "AVG WAIT",
            "LATE",
            "MOST LATE");

    private WatcherTable() {}

    static String of(List<Watcher.Snapshot> watchers) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADING);
        watchers.forEach(watcher -> rows.add(row(watcher)));
        int[] widths = new int[HEADING.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> line(row, widths, text));
        return text.toString();
    }

    private static List<String> row(Watcher.Snapshot watcher) {
        return List.of(
                watcher.name(),
                watcher.running() ? "runs" : yes(watcher.active()),
                watcher.periodicity(),
                text(watcher.untilNext()),
                Long.toString(watcher.runs()),
                Long.toString(watcher.failures()),
                Long.toString(watcher.successes()),
                yes(watcher.stopRequested()),
                text(watcher.averageElapsed()),
                text(watcher.averageElapsedWaiting()),
                Words.of(watcher.lateness().last()),
                Words.of(watcher.lateness().max()));
    }

    private static void line(List<String> row, int[] widths, StringBuilder text) {
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            text.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
        }
        text.append('\n');
    }

    private static String yes(boolean so) {
        return so ? "yes" : "no";
    }

    private static String text(Optional<Duration> duration) {
        return duration.map(Words::of).orElse("-");
    }
}
