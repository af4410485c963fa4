package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where a worker's formatted output goes. Pump thread only. */
interface Sink {

    /**
     * Writes the whole buffer. Never throws: what cannot be written is counted as lost, and told.
     *
     * @param origin where the same bytes may be taken from instead
     */
    void write(ByteBuffer block, Origin origin);

    /** True when its workers should wait in their writes until {@link #whenRoom}. */
    default boolean congested() {
        return false;
    }

    /** Runs the task, on any thread, once it is no longer congested. */
    default void whenRoom(Runnable task) {
        task.run();
    }

    /** Takes new sizes and bounds; only another {@code target} or format needs another sink. */
    void reconfigure(LogPolicy wanted);

    /** Thread-safe, as is {@link #lostBytes}. */
    long rotations();

    long lostBytes();

    /** What can be read back; empty when that is nothing, as of a device. Thread-safe. */
    Optional<History> history(WorkerId worker, LogPolicy.Format format);

    void close();
}
