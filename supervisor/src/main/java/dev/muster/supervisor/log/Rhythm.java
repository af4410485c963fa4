package dev.muster.supervisor.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long the pump's thread waits, and for what. Pump's thread only, except {@link #disturb}. */
final class Rhythm {

    /**
     * How often a pipe with an unfinished line is looked at without being told: the kernel wakes nobody for a write that found
     * something in the pipe and has to wait for room before it ends.
     */
    private static final int LOOK_MILLIS = 100;

    /** And how seldom, once nothing has happened to them for a while. */
    private static final int MOST_LOOK_MILLIS = 800;

    /**
     * Rounds that bring little do not follow each other faster: a few lines at a time cost more calls of the kernel than they are worth, and
     * get in the writers' way. The first lines after a while do not wait.
     */
    private static final long ROUND_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    private static final int LITTLE = 16 * 1024;

    private final Thread thread;
    private volatile boolean resting;
    private long roundEnded = System.nanoTime();
    private int lookMillis = LOOK_MILLIS;

    Rhythm(Thread thread) {
        this.thread = thread;
    }

    /**
     * How many milliseconds to wait for an event, -1 for ever.
     *
     * @param unfinished lines are in some pipes
     */
    int patience(boolean unfinished) {
        return unfinished ? lookMillis : -1;
    }

    /** @param found something was written somewhere */
    void looked(boolean found, boolean timedOut) {
        if (found) {
            lookMillis = LOOK_MILLIS;
        } else if (timedOut) {
            lookMillis = Math.min(2 * lookMillis, MOST_LOOK_MILLIS);
        }
    }

    /** After a round that has brought so many bytes, from so many sources. */
    void rest(long read, int turns, BooleanSupplier wanted) {
        if (read == 0 || read >= (long) turns * LITTLE) {
            return;
        }
        long left = roundEnded + ROUND_NANOS - System.nanoTime();
        resting = true;
        if (left > 0 && !wanted.getAsBoolean()) {
            LockSupport.parkNanos(left);
        }
        resting = false;
        roundEnded = System.nanoTime();
    }

    /** Ends a rest. Thread-safe. */
    void disturb() {
        if (resting) {
            LockSupport.unpark(thread);
        }
    }
}
