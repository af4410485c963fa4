package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import dev.muster.supervisor.control.Drawing;
import dev.muster.supervisor.control.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code muster status} prints. The master draws it for a client that asks it to, because a thousand rows cost a JVM that has just
 * started more than all the rest of the command. Thread-safe.
 */
public final class StatusText {

    private StatusText() {}

    /** For the master. */
    public static Drawing.Drawn drawn(Fields status, boolean colour) {
        return new Drawing.Drawn(of(status, colour), isWell(status));
    }

    /** With the CPU share of each worker over its life. */
    public static String of(Fields status, boolean colour) {
        return of(status, Map.of(), 0, colour);
    }

    /**
     * Whole lines, each with its end.
     *
     * @param cpuBefore what {@link #cpu} said {@code sinceMillis} ago; a worker that is not in it shows its average over its life
     */
    public static String of(Fields status, Map<String, Long> cpuBefore, long sinceMillis, boolean colour) {
        StringBuilder text = new StringBuilder();
        text.append(workers(status, cpuBefore, sinceMillis).text(Table.UNLIMITED, colour))
                .append('\n');
        List<String> rolling = new ArrayList<>();
        for (Fields one : status.objects("rolling")) {
            rolling.add(Cell.of(one.text("text")).text());
        }
        append(text, rolling);
        append(text, ScaleLines.shortly(status));
        append(text, SpareLines.of(status));
        List<String> byHand = new ArrayList<>(ByHand.sentences(status));
        byHand.addAll(Warnings.lines(status));
        append(text, byHand);
        List<Fields> queues = status.objects("queues");
        if (!queues.isEmpty()) {
            append(text, List.of(QueueTable.of(queues).text(Table.UNLIMITED, colour)));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> lines) {
        text.append(lines.isEmpty() ? "" : "\n");
        for (String line : lines) {
            text.append(line).append('\n');
        }
    }

    private static Table workers(Fields status, Map<String, Long> cpuBefore, long sinceMillis) {
        Table table = new Table(
                Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        table.row(head("WORKER", "PHASE", "PID", "UPTIME", "RESTARTS", "MEMORY", "CPU", "WHY"));
        for (Fields worker : status.objects("workers")) {
            Long before = cpuBefore.get(worker.text("id"));
            table.row(
                    Cell.of(worker.text("id")),
                    phase(worker),
                    Cell.of(QueueTable.figure(worker, "pid", String::valueOf)),
                    Cell.of(QueueTable.figure(worker, "uptimeMs", Figures::duration)),
                    Cell.of(QueueTable.figure(worker, "restarts", String::valueOf)),
                    Cell.of(QueueTable.figure(worker, "rssBytes", Figures::bytes)),
                    Cell.of(cpuShare(worker, before, sinceMillis)),
                    Cell.of(WorkerText.why(worker)));
        }
        return table;
    }

    /** CPU milliseconds by worker, for the next {@link #of}. A restarted worker starts from nothing. */
    public static Map<String, Long> cpu(Fields status) {
        Map<String, Long> cpu = new HashMap<>();
        for (Fields worker : status.objects("workers")) {
            worker.optionalNumber("cpuMs").ifPresent(ms -> cpu.put(worker.text("id"), ms));
        }
        return cpu;
    }

    /** Whether every worker in it is READY and serving, or between two runs of a schedule of which the last has not failed. */
    public static boolean isWell(Fields status) {
        for (Fields worker : status.objects("workers")) {
            String phase = worker.text("phase");
            boolean rests = phase.equals("STOPPED")
                    && worker.has("schedule")
                    && worker.object("schedule").has("next");
            if (phase.equals("READY") ? worker.has("notReady") : !rests) {
                return false;
            }
        }
        return true;
    }

    private static String cpuShare(Fields worker, @Nullable Long before, long sinceMillis) {
        OptionalLong used = worker.optionalNumber("cpuMs");
        if (used.isEmpty()) {
            return Figures.NONE;
        }
        long spent = used.getAsLong();
        long span = worker.optionalNumber("uptimeMs").orElse(0);
        if (before != null && before <= spent && sinceMillis > 0) {
            spent -= before;
            span = sinceMillis;
        }
        return span <= 0 ? Figures.NONE : Math.round(100.0 * spent / span) + "%";
    }

    private static Cell[] head(String... titles) {
        Cell[] cells = new Cell[titles.length];
        for (int i = 0; i < titles.length; i++) {
            cells[i] = new Cell(titles[i], Colour.BOLD);
        }
        return cells;
    }

    private static Cell phase(Fields worker) {
        String phase = worker.text("phase");
        if (worker.optionalText("notReady")
                .or(() -> worker.optionalText("stalled"))
                .isPresent()) {
            return new Cell(phase, Colour.YELLOW);
        }
        return switch (phase) {
            case "READY" -> new Cell(phase, Colour.GREEN);
            case "FAILED" -> new Cell(phase, Colour.RED);
            case "STOPPED" -> new Cell(phase, Colour.FAINT);
            default -> new Cell(phase, Colour.YELLOW);
        };
    }
}
