package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.CronTicks;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.ScaleState;
import dev.muster.supervisor.core.SparePool;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole fleet at one moment. Immutable.
 *
 * @param spec what is in force: the applied specification with the worker counts of later scalings
 * @param workers in the order of their ids; surplus ones until they have ended
 * @param rotas how far the scheduled services are with their times
 * @param crons how far the jobs that are put at times are
 * @param spares of the services that have or want any
 * @param desired what of that was wanted by hand, against the configuration
 * @param scaling what is remembered of the services whose backlog decides how many workers they have
 * @param rollouts those that are under way, then the last ones that were
 * @param stopping the fleet is being shut down
 * @param version grows with each snapshot
 */
public record FleetSnapshot(
        FleetSpec spec,
        Desired desired,
        Map<String, ScaleState> scaling,
        List<Worker> workers,
        List<Rollout> rollouts,
        Map<String, Rota> rotas,
        Map<String, CronTicks> crons,
        Map<String, SparePool> spares,
        boolean stopping,
        Moment moment,
        long version) {

    public FleetSnapshot {
        scaling = Map.copyOf(scaling);
        workers = List.copyOf(workers);
        rollouts = List.copyOf(rollouts);
        rotas = Map.copyOf(rotas);
        crons = Map.copyOf(crons);
        spares = Map.copyOf(spares);
    }

    /** Without crons and spares. */
    public FleetSnapshot(
            FleetSpec spec,
            Desired desired,
            Map<String, ScaleState> scaling,
            List<Worker> workers,
            List<Rollout> rollouts,
            Map<String, Rota> rotas,
            boolean stopping,
            Moment moment,
            long version) {
        this(spec, desired, scaling, workers, rollouts, rotas, Map.of(), Map.of(), stopping, moment, version);
    }

    static FleetSnapshot empty(Instant at, Instant wall) {
        FleetSpec nothing = new FleetSpec("", Map.of(), Map.of());
        Moment moment = new Moment(at, wall);
        return new FleetSnapshot(
                nothing, Desired.NONE, Map.of(), List.of(), List.of(), Map.of(), Map.of(), Map.of(), false, moment, 0);
    }

    public Optional<Worker> worker(WorkerId id) {
        int low = 0;
        int high = workers.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Worker worker = workers.get(middle);
            int order = worker.id().compareTo(id);
            if (order == 0) {
                return Optional.of(worker);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** The loop's monotonic time, as all instants of the workers are. */
    public Instant at() {
        return moment.at();
    }

    /** The wall clock at the same moment. */
    public Instant wall() {
        return moment.wall();
    }

    /** The rollout of that number, if it is not too long over. */
    public Optional<Rollout> rollout(long id) {
        return rollouts.stream().filter(rollout -> rollout.id() == id).findFirst();
    }

    /** Whether the slot is a temporary one, which helps out while others are replaced, or is drained after that. */
    public boolean isSurge(Worker worker) {
        return rollouts.stream()
                .filter(rollout -> rollout.end().isEmpty() || worker.surplus())
                .anyMatch(rollout -> rollout.isHelper(worker.id()));
    }

    /** What is under way with a worker, or helps those that are. */
    public Optional<Rollout> rolling(WorkerId id) {
        return rollouts.stream()
                .filter(rollout -> rollout.end().isEmpty())
                .filter(rollout -> rollout.workers().contains(id) || rollout.isHelper(id))
                .findFirst();
    }

    /** A moment of a worker's past or future as the wall clock of this snapshot would have shown it. */
    public Instant wallTime(Instant loopTime) {
        return wall().plus(Duration.between(at(), loopTime));
    }
}
