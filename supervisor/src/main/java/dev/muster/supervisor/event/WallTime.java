package dev.muster.supervisor.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The loop's monotonic time as the clock on the wall has it. The difference is learned from what the loop tells: each time it is told
 * a little late, so the smallest difference is the true one, until the clock is set. One thread.
 */
final class WallTime {
    private static final Duration SET = Duration.ofSeconds(1);

    private final InstantSource clock;
    private @Nullable Duration ahead;

    WallTime(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes note that the loop says it is now {@code at}. */
    void now(Instant at) {
        Duration difference = Duration.between(at, clock.instant());
        Duration known = ahead;
        if (known == null || difference.compareTo(known) < 0 || difference.compareTo(known.plus(SET)) > 0) {
            ahead = difference;
        }
    }

    Instant of(Instant loopTime) {
        Duration known = ahead;
        return known == null ? loopTime : loopTime.plus(known);
    }
}
