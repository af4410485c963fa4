package dev.muster.concurrent;

import java.time.Duration;

/** Durations as nanoseconds; what a long cannot hold is for ever. */
final class Nanos {
    private static final long LONGEST = Long.MAX_VALUE / 2; // may be added to a point in time

    private Nanos() {}

    static long of(Duration duration) {
        if (duration.compareTo(Duration.ofNanos(LONGEST)) >= 0) {
            return LONGEST;
        }
        return duration.toNanos();
    }
}
