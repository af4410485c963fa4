package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.ToWorker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * While the fleet ends, nobody begins a job of a queue of which a consumer was asked to stop: what that one gives back, or is killed over, is
 * for the next fleet, and not to begin once more beside it. Those who only put, or wait for results, are no reason. Loop thread only.
 */
public final class LastClaims implements Consumer<FleetSnapshot> {
    private final WorkerChannels channels;
    private final Set<String> closing = new HashSet<>();
    private final Map<WorkerId, Integer> told = new HashMap<>();

    public LastClaims(WorkerChannels channels) {
        this.channels = channels;
    }

    @Override
    public void accept(FleetSnapshot fleet) {
        if (!fleet.stopping()) {
            return;
        }
        for (Worker worker : fleet.workers()) {
            if (worker.goal() == Goal.DOWN && worker.phase().alive()) {
                worker.spec().launch().queues().forEach((role, queue) -> {
                    if (channels.consumes(worker.id().service(), role)) {
                        closing.add(queue.url());
                    }
                });
            }
        }
        fleet.workers().stream()
                .filter(worker -> worker.goal() == Goal.UP && worker.pid().isPresent())
                .filter(worker -> worker.spec().launch().queues().values().stream()
                        .map(QueueSpec::url)
                        .anyMatch(closing::contains))
                .forEach(this::quiet);
    }

    /** Again at the next snapshot, if it has not said hello yet. */
    private void quiet(Worker worker) {
        boolean knows = told.getOrDefault(worker.id(), 0) == worker.incarnation();
        if (!knows && channels.send(worker.id(), worker.incarnation(), new ToWorker.Quiet())) {
            told.put(worker.id(), worker.incarnation());
        }
    }
}
