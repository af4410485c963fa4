package dev.muster.worker;

import java.util.concurrent.TimeUnit;

/**
 * Monotonic time that stands still while the process does: when it was stopped by a signal, swapped out or collecting garbage, none of
 * its jobs could have gone on. It has to be ticked by a thread with nothing else to do. Thread-safe.
 */
final class WakingTime {

    /** How often it has to be ticked at least. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A thread may be late that long on a busy machine; the rest of a longer gap does not count. */
    private static final long MOST_NANOS = 4 * TICK_NANOS;

    private record Beat(long passed, long at) {}

    private volatile Beat last = new Beat(0, System.nanoTime());

    /** How long the process was awake since this was made. */
    long nanos() {
        Beat beat = last;
        return beat.passed + Math.min(System.nanoTime() - beat.at, MOST_NANOS);
    }

    /** One thread only. @return {@link #nanos} */
    long tick() {
        long at = System.nanoTime();
        long passed = last.passed + Math.min(at - last.at, MOST_NANOS);
        last = new Beat(passed, at);
        return passed;
    }
}
