package dev.muster.supervisor.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition by asking again and again, with a deadline that only a broken test ever reaches. */
public final class Await {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LONG_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private Await() {}

    /**
     * Returns once the condition holds.
     *
     * @throws AssertionError naming {@code what} when it does not come true in time
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, condition, DEADLINE, PAUSE_NANOS);
    }

    /** The same for what takes longer, or costs something to ask for. */
    public static void within(Duration deadline, String what, BooleanSupplier condition) {
        until(what, condition, deadline, LONG_PAUSE_NANOS);
    }

    private static void until(String what, BooleanSupplier condition, Duration longest, long pauseNanos) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + longest.toSeconds() + " s for " + what);
            }
            LockSupport.parkNanos(pauseNanos);
        }
    }
}
