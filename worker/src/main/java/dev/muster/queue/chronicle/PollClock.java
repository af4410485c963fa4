package dev.muster.queue.chronicle;

import java.util.concurrent.TimeUnit;

/**
 * The time of day and the time that only passes, by one look. The time of day is carried on from an earlier look for up to 5 ms, in which a
 * millisecond may get lost. Confined to a thread.
 */
final class PollClock {

    private static final long CARRIED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private long nanos;
    private long lookedNanos;
    private long lookedMs;

    /** Looks; exactly when somebody waits for a time of day. */
    void look(boolean exactly) {
        nanos = System.nanoTime();
        if (exactly || lookedMs == 0 || nanos - lookedNanos >= CARRIED_NANOS) {
            lookedMs = System.currentTimeMillis();
            lookedNanos = nanos;
        }
    }

    long ms() {
        return lookedMs + TimeUnit.NANOSECONDS.toMillis(nanos - lookedNanos);
    }

    long nanos() {
        return nanos;
    }
}
