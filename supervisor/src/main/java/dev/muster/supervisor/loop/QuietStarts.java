package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.QuietStart;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.Rolling.BootPriority;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lives that begin behind those that serve; a few at a time. Loop thread only. */
final class QuietStarts {

    private final Dispatch dispatch;
    private final Map<WorkerId, Quiet> quiet = new HashMap<>();

    private record Quiet(int incarnation, Instant until) {}

    QuietStarts(Dispatch dispatch) {
        this.dispatch = dispatch;
    }

    /** Puts a life back that has just begun, and forward as soon as it is ready, or is to end. */
    void follow(Worker before, Worker after, Collection<Rollout> rollouts, Instant now) {
        WorkerId id = after.id();
        if (after.phase() == Phase.STARTING && after.incarnation() != before.incarnation()) {
            quiet.remove(id);
            QuietStart.until(after, rollouts, now).ifPresent(until -> {
                quiet.put(id, new Quiet(after.incarnation(), until));
                dispatch.prioritize(id, after.incarnation(), BootPriority.LOW);
            });
        } else if (after.phase() != Phase.STARTING) {
            putForward(id);
        }
    }

    /** Puts those forward that have waited long enough; false when there are none. */
    boolean putForward(Instant now) {
        List<WorkerId> due = quiet.entrySet().stream()
                .filter(entry -> !entry.getValue().until().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(this::putForward);
        return !due.isEmpty();
    }

    private void putForward(WorkerId id) {
        Quiet life = quiet.remove(id);
        if (life != null) {
            dispatch.prioritize(id, life.incarnation(), BootPriority.NORMAL);
        }
    }

    /** When the first of them has waited long enough. */
    Optional<Instant> next() {
        return quiet.values().stream().map(Quiet::until).min(Instant::compareTo);
    }
}
