package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.List;

/**
 * What a new specification means for one slot. Immutable.
 *
 * @param spec what the slot shall be from now on; for a slot that is to go, what it was
 * @param events to be given to the slot's worker, in this order
 */
public record SlotChange(WorkerId id, Kind kind, ServiceSpec spec, List<WorkerEvent> events) {

    public SlotChange {
        events = List.copyOf(events);
    }

    /** How far the change reaches. */
    public enum Kind {
        /** A slot that does not exist yet. */
        ADD,
        /** A slot that was to go may stay. */
        KEEP,
        /** Another policy, or another launch of a worker that is down: no process is touched. */
        UPDATE,
        /** Another launch: a new process. */
        RESTART,
        /** The slot goes once its worker has ended. */
        REMOVE
    }
}
