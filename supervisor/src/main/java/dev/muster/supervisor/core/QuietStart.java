package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Rolling;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Which lives begin behind those that serve, and for how long at most: a machine that has nothing to spare would let such a one wait for
 * ever. A life that nobody serves instead of, after a crash or in a fleet that has just begun, is in a hurry. Pure.
 */
public final class QuietStart {

    static final Duration MOST = Duration.ofSeconds(5);

    /** The rest of the time that it has to become ready in is its own. */
    private static final int SHARE = 4;

    private QuietStart() {}

    /**
     * Until when the life that a worker has just begun stays behind, unless it is ready before; empty when it begins like any other.
     *
     * @param rollouts those that are under way, and others that have ended
     */
    public static Optional<Instant> until(Worker worker, Collection<Rollout> rollouts, Instant now) {
        boolean low = worker.spec().policy().rolling().bootPriority() == Rolling.BootPriority.LOW;
        return low && rollouts.stream().anyMatch(rollout -> rollout.begins(worker))
                ? Optional.of(now.plus(span(worker.spec().policy().start().timeout())))
                : Optional.empty();
    }

    static Duration span(Duration timeout) {
        Duration share = timeout.dividedBy(SHARE);
        return share.compareTo(MOST) < 0 ? share : MOST;
    }
}
