package dev.muster.worker;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * By which clock a worker waits, and how: its own threads by the machine's, or in turns with a test by a clock that the test cranks.
 * Thread-safe. For {@code muster-testing}; a service has no use for it.
 */
public interface Pace extends InstantSource {

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /**
     * Waits until the condition holds, so long at most; on the thread that waits.
     *
     * @param nanos {@link Long#MAX_VALUE} for ever
     * @return whether it holds
     */
    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException;
}
