package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.FleetOrder;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lives that are to end together, each only when those are over that come after its service. Those who have nobody to wait for
 * are not kept. Loop thread only.
 */
final class Withdrawals {

    /** What ends a life, once that may be. */
    private final Map<WorkerId, WorkerEvent> waiting = new LinkedHashMap<>();

    /** Those who were asked, with the life that is to end. */
    private final Map<WorkerId, Integer> leaving = new HashMap<>();

    /** Who is to be asked to end, and waits. */
    Set<WorkerId> waiting() {
        return waiting.keySet();
    }

    void add(WorkerId id, WorkerEvent event) {
        waiting.put(id, event);
    }

    /** Gives up waiting, without asking. */
    Optional<WorkerEvent> remove(WorkerId id) {
        return Optional.ofNullable(waiting.remove(id));
    }

    /** Gives up all of it, because everybody is going to end. */
    void clear() {
        waiting.clear();
        leaving.clear();
    }

    /** Takes those out whose turn it is. The caller says so by {@link #asked}, of all of them before it asks the first. */
    Map<WorkerId, WorkerEvent> next(FleetOrder order) {
        List<WorkerId> involved = new ArrayList<>(waiting.keySet());
        involved.addAll(leaving.keySet());
        Map<WorkerId, WorkerEvent> next = new LinkedHashMap<>();
        for (WorkerId id : order.mayLeave(waiting.keySet(), involved)) {
            remove(id).ifPresent(event -> next.put(id, event));
        }
        return next;
    }

    /** This life is asked to end. */
    void asked(Worker worker) {
        if (worker.phase().alive()) {
            leaving.put(worker.id(), worker.incarnation());
        }
    }

    /** Whether a life has ended that others wait for. */
    boolean over(Worker after) {
        Integer life = leaving.get(after.id());
        boolean over =
                life != null && (life != after.incarnation() || !after.phase().alive());
        if (over) {
            leaving.remove(after.id());
        }
        return over && !waiting.isEmpty();
    }
}
