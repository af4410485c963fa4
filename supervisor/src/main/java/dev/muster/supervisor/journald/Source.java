package dev.muster.supervisor.journald;

import dev.muster.supervisor.spec.WorkerId;
import java.util.Optional;

/** Who speaks: a worker, or else the master. Immutable. */
public record Source(Optional<WorkerId> worker) {

    public static final Source MASTER = new Source(Optional.empty());

    public static Source of(WorkerId worker) {
        return new Source(Optional.of(worker));
    }

    /** The fields by which one looks for it. */
    void describe(Entry entry) {
        worker.ifPresent(id -> entry.field("MUSTER_WORKER", id.toString()).field("MUSTER_SERVICE", id.service()));
    }

    @Override
    public String toString() {
        return worker.map(WorkerId::toString).orElse("muster");
    }
}
