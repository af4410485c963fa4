package dev.muster.supervisor.daemon;

import dev.muster.queue.ledger.QueueFigures;
import dev.muster.supervisor.core.Load;
import dev.muster.supervisor.core.Load.Room;
import dev.muster.supervisor.core.Load.Waiting;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Spare;
import dev.muster.supervisor.core.SparePool;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Reading;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.wire.FromWorker.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the rule for scaled services wants to know: the backlogs of their queues, who is idle, and what the machine has
 * left. One thread.
 */
final class LoadReader {

    private final Function<String, Optional<QueueFigures>> queues;
    private final Function<Worker, Optional<Heartbeat>> heartbeats;
    private final Supplier<Headroom> host;
    private final InstantSource clock;
    private final ServiceUse use = new ServiceUse();

    /** @param clock the loop's monotonic one */
    LoadReader(
            Function<String, Optional<QueueFigures>> queues,
            Function<Worker, Optional<Heartbeat>> heartbeats,
            Supplier<Headroom> host,
            InstantSource clock) {
        this.queues = queues;
        this.heartbeats = heartbeats;
        this.host = host;
        this.clock = clock;
    }

    Reading read(FleetSnapshot fleet) {
        Map<String, List<Worker>> crews = new LinkedHashMap<>();
        for (String service : fleet.scaling().keySet()) {
            crews.put(
                    service,
                    fleet.workers().stream()
                            .filter(worker -> worker.id().service().equals(service))
                            .toList());
        }
        use.look(crews.values().stream().flatMap(List::stream).toList());
        Headroom left = host.get();
        Map<String, Load> loads = new HashMap<>();
        crews.forEach((name, crew) -> fleet.spec()
                .service(name)
                .ifPresent(service -> loads.put(
                        name, load(service, crew, left.room(use.of(crew, sparesToCome(fleet, name)), use.cpus())))));
        return new Reading(loads);
    }

    /** How many spares the service is to have that take no memory yet. */
    private static long sparesToCome(FleetSnapshot fleet, String service) {
        long wanted = fleet.spec().service(service).map(ServiceSpec::warm).orElse(0);
        SparePool pool = fleet.spares().getOrDefault(service, SparePool.none());
        return Math.max(0, wanted - pool.in(Spare.Stage.READY).count());
    }

    private Load load(ServiceSpec service, List<Worker> crew, Room room) {
        Instant now = clock.instant();
        Sum sum = new Sum();
        for (QueueSpec queue : consumed(service)) {
            try {
                QueueFigures figures = queues.apply(queue.name()).orElse(null);
                if (figures == null) {
                    return Load.unknown(now, "queue " + queue.name() + " cannot be read");
                }
                sum.add(queue, figures);
            } catch (RuntimeException e) {
                return Load.unknown(now, "queue " + queue.name() + " cannot be read: " + e);
            }
        }
        return new Load(now, sum.waiting(), idle(crew, sum.running == 0), room, true, sum.why);
    }

    private static Set<QueueSpec> consumed(ServiceSpec service) {
        Set<QueueSpec> consumed = new LinkedHashSet<>();
        service.scale().ifPresent(policy -> policy.scaleOn().roles().forEach(role -> {
            @Nullable QueueSpec queue = service.launch().queues().get(role);
            if (queue != null) {
                consumed.add(queue);
            }
        }));
        return consumed;
    }

    /** Those who said so, and when no job runs at all everybody, also who has no channel to say so. */
    private Set<Integer> idle(List<Worker> crew, boolean nothingRuns) {
        Set<Integer> idle = new LinkedHashSet<>();
        for (Worker worker : crew) {
            boolean free = heartbeats
                    .apply(worker)
                    .map(heartbeat -> heartbeat.jobs().running() == 0)
                    .orElse(nothingRuns);
            if (free && worker.phase() == Phase.READY) {
                idle.add(worker.id().slot());
            }
        }
        return idle;
    }

    /** Over the queues of a service. */
    private static final class Sum {
        private long ready;
        private long oldestMillis;
        private long held;
        private long running;
        private String why = "";

        void add(QueueSpec queue, QueueFigures figures) {
            running += figures.stats().running();
            boolean full = queue.limits()
                    .maxRunning()
                    .filter(most -> figures.stats().running() >= most)
                    .isPresent();
            if (figures.pausedUntil().isPresent()) {
                hold(figures.stats().ready(), "queue " + queue.name() + " is paused");
            } else if (full) {
                hold(
                        figures.stats().ready(),
                        "queue " + queue.name() + " runs as many jobs as it may ("
                                + figures.stats().running() + ")");
            } else {
                ready += figures.stats().ready();
                oldestMillis = Math.max(oldestMillis, figures.stats().oldestReadyMs());
            }
        }

        private void hold(long jobs, String reason) {
            if (jobs > 0) {
                held += jobs;
                why = reason;
            }
        }

        Waiting waiting() {
            return new Waiting(ready, Duration.ofMillis(oldestMillis), held);
        }
    }
}
