package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.Table.Align;
import dev.muster.supervisor.cli.Table.Cell;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.WorkerText;
import dev.muster.supervisor.control.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The table that {@code muster status} prints. */
final class StatusTable {
    static final String NONE = "-";

    private StatusTable() {}

    /**
     * @param cpuBefore what {@link #cpu} said {@code sinceMillis} ago; a worker that is not in it shows its average over its life
     */
    static void print(Fields status, Map<String, Long> cpuBefore, long sinceMillis, Terminal terminal) {
        List<Fields> workers = status.objects("workers");
        Table table = new Table(
                Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        table.row(head("WORKER", "PHASE", "PID", "UPTIME", "RESTARTS", "MEMORY", "CPU", "WHY"));
        for (Fields worker : workers) {
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
        table.print(terminal);
        List<String> rolling = status.has("rolling")
                ? status.objects("rolling").stream()
                        .map(one -> one.text("text"))
                        .toList()
                : List.of();
        if (!rolling.isEmpty()) {
            terminal.data("");
            rolling.forEach(line -> terminal.data(Cell.of(line).text()));
        }
        List<String> scaled = ScaleLines.shortly(status);
        if (!scaled.isEmpty()) {
            terminal.data("");
            scaled.forEach(terminal::data);
        }
        List<String> byHand = new ArrayList<>(ByHand.sentences(status));
        byHand.addAll(Changes.warnings(status));
        if (!byHand.isEmpty()) {
            terminal.data("");
            byHand.forEach(terminal::data);
        }
        List<Fields> queues = status.objects("queues");
        if (!queues.isEmpty()) {
            terminal.data("");
            QueueTable.print(queues, terminal);
        }
    }

    /** CPU milliseconds by worker, for the next {@link #print}. A restarted worker starts from nothing. */
    static Map<String, Long> cpu(Fields status) {
        Map<String, Long> cpu = new HashMap<>();
        for (Fields worker : status.objects("workers")) {
            worker.optionalNumber("cpuMs").ifPresent(ms -> cpu.put(worker.text("id"), ms));
        }
        return cpu;
    }

    private static String cpuShare(Fields worker, @Nullable Long before, long sinceMillis) {
        OptionalLong used = worker.optionalNumber("cpuMs");
        if (used.isEmpty()) {
            return NONE;
        }
        long spent = used.getAsLong();
        long span = worker.optionalNumber("uptimeMs").orElse(0);
        if (before != null && before <= spent && sinceMillis > 0) {
            spent -= before;
            span = sinceMillis;
        }
        return span <= 0 ? NONE : Math.round(100.0 * spent / span) + "%";
    }

    private static Cell[] head(String... titles) {
        Cell[] cells = new Cell[titles.length];
        for (int i = 0; i < titles.length; i++) {
            cells[i] = new Cell(titles[i], Terminal.Colour.BOLD);
        }
        return cells;
    }

    private static Cell phase(Fields worker) {
        String phase = worker.text("phase");
        if (worker.optionalText("notReady")
                .or(() -> worker.optionalText("stalled"))
                .isPresent()) {
            return new Cell(phase, Terminal.Colour.YELLOW);
        }
        return switch (phase) {
            case "READY" -> new Cell(phase, Terminal.Colour.GREEN);
            case "FAILED" -> new Cell(phase, Terminal.Colour.RED);
            case "STOPPED" -> new Cell(phase, Terminal.Colour.FAINT);
            default -> new Cell(phase, Terminal.Colour.YELLOW);
        };
    }
}
