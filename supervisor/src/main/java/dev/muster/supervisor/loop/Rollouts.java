package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.FleetOrder;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.SlotChange;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The rollouts that are under way, and how the last ones ended; each service has at most one. Loop thread only. */
final class Rollouts {

    /** A client asks for the end of its rollout within seconds. */
    private static final int REMEMBERED = 16;

    private final Dispatch dispatch;
    private final Map<Integer, Rollout> running = new TreeMap<>();
    private final Deque<Rollout> ended = new ArrayDeque<>();
    private int lastId;

    Rollouts(Dispatch dispatch) {
        this.dispatch = dispatch;
    }

    /** Those that are under way, then the ended ones, the latest first. */
    List<Rollout> all() {
        List<Rollout> all = new ArrayList<>(running.values());
        all.addAll(ended);
        return all;
    }

    boolean isIdle() {
        return running.isEmpty();
    }

    /** The one that has still to do with a service. */
    Optional<Rollout> of(String service) {
        return running.values().stream()
                .filter(rollout -> rollout.services().contains(service))
                .findFirst();
    }

    int begin(Rollout.Kind kind, List<Rollout.Stage> stages, Instant now) {
        Rollout rollout = Rollout.of(++lastId, kind, stages);
        running.put(rollout.id(), rollout);
        dispatch.tell(rollout, now);
        return rollout.id();
    }

    /** Goes on with one that is under way, or joins workers to it. */
    void put(Rollout rollout) {
        running.put(rollout.id(), rollout);
    }

    /**
     * What is to be done now.
     *
     * @param leaving who is going to be asked to end
     * @param sparesComing the services for a spare of which it is worth to wait
     */
    List<SlotChange> next(
            FleetSpec spec,
            Collection<Worker> workers,
            FleetOrder order,
            Set<WorkerId> leaving,
            Predicate<String> sparesComing,
            Instant now) {
        List<SlotChange> changes = new ArrayList<>();
        for (Rollout rollout : List.copyOf(running.values())) {
            changes.addAll(keep(rollout.next(spec, workers, order, leaving, sparesComing), now));
        }
        return changes;
    }

    /** Ends those that have still to do with one of these services. */
    List<SlotChange> supersede(
            Collection<String> services, String by, FleetSpec spec, Collection<Worker> workers, Instant now) {
        List<SlotChange> changes = new ArrayList<>();
        for (Rollout rollout : List.copyOf(running.values())) {
            if (rollout.services().stream().anyMatch(services::contains)) {
                changes.addAll(keep(rollout.supersede(by, spec, workers), now));
            }
        }
        return changes;
    }

    private List<SlotChange> keep(Rollout.Turn turn, Instant now) {
        Rollout rollout = turn.rollout();
        if (rollout.end().isEmpty()) {
            running.put(rollout.id(), rollout);
        } else {
            running.remove(rollout.id());
            ended.addFirst(rollout);
            if (ended.size() > REMEMBERED) {
                ended.removeLast();
            }
            dispatch.tell(rollout, now);
        }
        return turn.changes();
    }
}
