package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import java.nio.ByteBuffer;

/** Where a worker's formatted output goes. Pump thread only. */
interface Sink {

    /** Writes the whole buffer. Never throws: what cannot be written is counted as lost, and told. */
    void write(ByteBuffer block);

    /** Takes new sizes and bounds; only another {@code target} or format needs another sink. */
    void reconfigure(LogPolicy wanted);

    /** Thread-safe, as is {@link #lostBytes}. */
    long rotations();

    long lostBytes();

    void close();
}
