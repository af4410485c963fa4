package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.control.Fields;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the master told at one moment. Immutable.
 *
 * @param atNanos when it was told, on the clock of {@link System#nanoTime}
 */
record Sample(long atNanos, String fleet, Master master, List<WorkerRow> workers, List<QueueRow> queues) {

    record Master(OptionalLong pid, String phase, OptionalLong uptimeMs) {}

    static Sample of(Fields status, long atNanos) {
        Fields master = status.object("master");
        return new Sample(
                atNanos,
                status.text("fleet"),
                new Master(master.optionalNumber("pid"), master.text("phase"), master.optionalNumber("uptimeMs")),
                status.objects("workers").stream().map(WorkerRow::of).toList(),
                status.objects("queues").stream().map(QueueRow::of).toList());
    }
}
