package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Rollout.Outcome;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.WorkerId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What must be true of workers that are replaced one by one, judged from the transitions that are told and their reasons, never from how
 * the coordinator counts.
 */
final class RollingOracle {

    private final Map<WorkerId, Worker> workers;
    private final Map<Outcome, Integer> ends;
    private final Set<WorkerId> helpers = new HashSet<>();
    private final Map<Integer, Map<WorkerId, Integer>> lives = new HashMap<>();

    /**
     * The master whose rollouts are judged.
     *
     * @param workers as they were told last: a live view
     * @param ends counts how rollouts end
     */
    RollingOracle(Map<WorkerId, Worker> workers, EnumMap<Outcome, Integer> ends) {
        this.workers = workers;
        this.ends = ends;
    }

    void transition(Worker before, Worker after, WorkerEvent cause) {
        if (cause instanceof WorkerEvent.Start start && start.why().startsWith("surge")) {
            helpers.add(after.id());
        } else if (after.surplus()) {
            helpers.remove(after.id());
        }
        boolean taken = before.serves()
                && after.phase() == Phase.STOPPING
                && (after.reason().endsWith("in its turn") || after.reason().startsWith("recycled"));
        if (taken) {
            long wanted = members(after)
                    .filter(worker -> !helpers.contains(worker.id()))
                    .filter(RollingOracle::isWanted)
                    .count();
            long there = members(after)
                    .filter(RollingOracle::isWanted)
                    .filter(Worker::serves)
                    .count();
            assertThat(wanted - there)
                    .as("away when %s is taken: %s", after.id(), workers)
                    .isLessThanOrEqualTo(after.spec().policy().rolling().maxUnavailable());
        }
    }

    private Stream<Worker> members(Worker one) {
        return workers.values().stream()
                .filter(worker -> worker.id().service().equals(one.id().service()));
    }

    private static boolean isWanted(Worker worker) {
        return worker.goal() == Goal.UP && !worker.surplus();
    }

    void rollout(Rollout rollout) {
        if (rollout.end().isEmpty()) {
            Map<WorkerId, Integer> before = new HashMap<>();
            rollout.workers().forEach(id -> before.put(id, life(id)));
            lives.put(rollout.id(), before);
            return;
        }
        Outcome outcome = rollout.end().get().outcome();
        ends.merge(outcome, 1, Integer::sum);
        Map<WorkerId, Integer> before = lives.getOrDefault(rollout.id(), Map.of());
        if (outcome == Outcome.DONE) {
            List<WorkerId> last = lastStage(rollout);
            before.forEach((id, life) -> {
                Worker worker = workers.get(id);
                // Who was replaced early may have ended again since, or be recycled.
                boolean there =
                        worker != null && (worker.serves() || worker.readyAt().isPresent() || !last.contains(id));
                boolean renewed =
                        worker != null && (worker.goal() == Goal.DOWN || (worker.incarnation() > life && there));
                assertThat(renewed).as("%s is not replaced: %s", id, worker).isTrue();
            });
        }
    }

    private static List<WorkerId> lastStage(Rollout rollout) {
        List<Rollout.Stage> stages = rollout.stages();
        return stages.isEmpty()
                ? List.of()
                : stages.get(stages.size() - 1).candidates().stream()
                        .map(Rollout.Candidate::id)
                        .toList();
    }

    private int life(WorkerId id) {
        Worker worker = workers.get(id);
        return worker == null ? 0 : worker.incarnation();
    }

    /** Nothing is going to happen any more. */
    void atRest(FleetSnapshot fleet) {
        for (Worker worker : fleet.workers()) {
            boolean place = fleet.spec()
                    .service(worker.id().service())
                    .filter(service -> service.staff().has(worker.id().slot()))
                    .isPresent();
            assertThat(place || worker.surplus() || fleet.rolling(worker.id()).isPresent())
                    .as("%s has a place", worker)
                    .isTrue();
        }
        fleet.rollouts().stream().filter(rollout -> rollout.end().isEmpty()).forEach(rollout -> assertThat(
                        fleet.workers())
                .as("%s does not end", rollout)
                .anyMatch(worker -> rollout.services().contains(worker.id().service())
                        && !worker.complaint().isEmpty()
                        && !rollout.workers().contains(worker.id())));
    }
}
