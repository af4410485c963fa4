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

    /** How many bytes it takes for certain, in one piece, that are in a pipe and that nobody has looked at (see {@link Origin#unseen}). */
    default long roomForUnseen() {
        return 0;
    }

    /** True when its workers should wait in their writes until {@link #whenRoom}. */
    default boolean congested() {
        return false;
    }

    /** Runs the task, on any thread, once it is no longer congested. */
    default void whenRoom(Runnable task) {
        task.run();
    }

    /** Takes new sizes and bounds, where there is a rotation; only another {@code target} or format needs another sink. */
    default void reconfigure(LogPolicy wanted) {}

    /** Thread-safe, as is {@link #lostBytes}. */
    default long rotations() {
        return 0;
    }

    long lostBytes();

    /** What can be read back: nothing, unless it is a log of ours. Thread-safe. */
    default Optional<History> history(WorkerId worker, LogPolicy.Format format) {
        return Optional.empty();
    }

    void close();
}
