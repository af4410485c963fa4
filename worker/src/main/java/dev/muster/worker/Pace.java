package dev.muster.worker;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * By which clock a worker waits, and how: its own threads by the machine's, or in turns with a test by a clock that the test cranks.
 * Thread-safe.
 *
 * <p>For the test kit, and not part of the public interface: it may change with any version.
 */
public interface Pace extends InstantSource {

    /**
     * A clock that nobody sets, as {@link System#nanoTime}.
     *
     * @return nanoseconds, from any beginning
     */
    long nanoTime();

    /**
     * Waits until the condition holds, so long at most; on the thread that waits.
     *
     * @param condition looked at now and then, on the thread that waits; cheap
     * @param nanos {@link Long#MAX_VALUE} for ever
     * @return whether it holds
     * @throws InterruptedException when the thread is interrupted
     */
    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException;
}
