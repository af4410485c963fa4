package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.HeapShares;
import dev.muster.supervisor.log.WorkerOutput;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.PreparedSpawn;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.SpawnRequest;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spawns workers, and has the next life of each slot written down while the present one is running: when it dies, that need not be
 * waited for. Loop thread only.
 */
final class NextLives {

    private static final Logger LOG = LoggerFactory.getLogger(NextLives.class);

    private final WorkerLaunch launch;
    private final Spawner spawner;
    private final Map<WorkerId, Next> prepared = new HashMap<>();

    /** @param archive the options for an archive of its classes, of which there may be another by the time it begins */
    private record Next(int incarnation, ServiceSpec spec, List<String> archive, PreparedSpawn spawn) {}

    NextLives(WorkerLaunch launch, Spawner spawner) {
        this.launch = launch;
        this.spawner = spawner;
    }

    /** As {@link WorkerLaunch#share}. */
    void share(Map<String, Long> bytes) {
        launch.share(bytes);
    }

    /**
     * Spawns one, from what was prepared for it if nothing has changed since.
     *
     * @param cgroup the control group to begin in
     */
    Child spawn(WorkerId id, int incarnation, ServiceSpec spec, WorkerOutput pipes, Optional<Path> cgroup)
            throws SpawnException {
        Next next = prepared.remove(id);
        List<String> archive = launch.archive(id, incarnation, spec, true);
        if (next == null) {
            return spawner.spawn(launch.request(id, incarnation, spec, pipes, cgroup, archive));
        }
        try (PreparedSpawn ready = next.spawn()) {
            boolean fits = next.incarnation() == incarnation
                    && next.spec().equals(spec)
                    && next.archive().equals(archive);
            return fits
                    ? spawner.spawn(ready)
                    : spawner.spawn(launch.request(id, incarnation, spec, pipes, cgroup, archive));
        }
    }

    /** Writes down what an incarnation will be spawned from, unless it depends on things that may change until then. */
    void prepare(WorkerId id, int incarnation, ServiceSpec spec, WorkerOutput pipes) {
        forget(id);
        if (!spec.launch().environment().secrets().isEmpty()) {
            return; // read when they are needed: they may be others by then, and are not kept
        }
        try {
            List<String> archive = launch.archive(id, incarnation, spec, false);
            SpawnRequest request = launch.request(id, incarnation, spec, pipes, Optional.empty(), archive);
            if (looksUpNothing(request) && !HeapShares.isPart(spec)) {
                prepared.put(id, new Next(incarnation, spec, archive, spawner.prepare(request)));
            }
        } catch (SpawnException | RuntimeException e) {
            // Told when that life is due; the present one, which has just begun, must not suffer from it.
            LOG.debug("{}#{} cannot be prepared", id, incarnation, e);
        }
    }

    private static boolean looksUpNothing(SpawnRequest request) {
        return request.isPlain() && request.argv().get(0).startsWith("/");
    }

    void forget(WorkerId id) {
        close(prepared.remove(id));
    }

    private static void close(@Nullable Next next) {
        if (next != null) {
            next.spawn().close();
        }
    }
}
