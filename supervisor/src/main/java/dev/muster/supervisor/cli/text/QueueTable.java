package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import dev.muster.supervisor.control.Fields;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** The table of queues that {@code status} and {@code queue ls} print. Thread-safe. */
public final class QueueTable {

    private QueueTable() {}

    public static Table of(List<Fields> queues) {
        Table table = new Table(
                Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        boolean anyPaused = queues.stream().anyMatch(QueueTable::isPaused);
        table.row(
                head("QUEUE"),
                head("READY"),
                head("DELAYED"),
                head("RUNNING"),
                head("DEAD"),
                head("DONE"),
                head("OLDEST"),
                head(anyPaused ? "PAUSED" : ""));
        for (Fields queue : queues) {
            table.row(
                    Cell.of(queue.text("name")),
                    Cell.of(figure(queue, "ready", String::valueOf)),
                    Cell.of(figure(queue, "delayed", String::valueOf)),
                    Cell.of(figure(queue, "running", String::valueOf)),
                    Cell.of(figure(queue, "dead", String::valueOf)),
                    Cell.of(figure(queue, "done", String::valueOf)),
                    Cell.of(figure(queue, "oldestReadyMs", Figures::duration)),
                    new Cell(pause(queue), Colour.YELLOW));
        }
        return table;
    }

    private static boolean isPaused(Fields queue) {
        return queue.has("paused") && queue.flag("paused"); // a master of an older version does not tell
    }

    /** {@code for 9m12s}, or {@code until resumed}. */
    private static String pause(Fields queue) {
        if (!isPaused(queue)) {
            return "";
        }
        return queue.optionalText("pausedUntil")
                .map(end -> "for " + Figures.duration(Instant.parse(end).toEpochMilli() - System.currentTimeMillis()))
                .orElse("until resumed");
    }

    private static Cell head(String title) {
        return new Cell(title, Colour.BOLD);
    }

    static String figure(Fields object, String name, LongFunction<String> format) {
        OptionalLong value = object.optionalNumber(name);
        return value.isPresent() ? format.apply(value.getAsLong()) : Figures.NONE;
    }
}
