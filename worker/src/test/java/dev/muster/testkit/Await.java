package dev.muster.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for a condition that nobody can signal. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Await() {}

    /** Returns once the condition is true; an AssertionError after 30 s. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Returns once a count has come so far; an AssertionError when it stands still for 30 s, however long the whole takes. */
    public static void upTo(long target, String what, LongSupplier count) {
        for (long reached = count.getAsLong(); reached < target; reached = count.getAsLong()) {
            long before = reached;
            until(what + " gets on from " + before, () -> count.getAsLong() > before);
        }
    }
}
