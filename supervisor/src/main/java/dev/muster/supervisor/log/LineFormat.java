package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;

/** How lines look in a file. Pump thread only. */
interface LineFormat {

    /**
     * Writes a block of one stream: whole lines, or (when it does not end in a newline) a piece of a line that was too long to
     * wait for, or the last words of a life.
     */
    void write(LogStream stream, long atMillis, ByteBuffer block, Origin origin, Sink sink);

    /** The process behind the stream has ended: what comes next is another's, and begins a line of its own. */
    void lifeEnded();

    static LineFormat of(LogPolicy.Format format, WorkerId worker) {
        return switch (format) {
            case RAW -> new RawFormat();
            case TEXT -> new RecordFormat(new TextRecord());
            case JSON -> new RecordFormat(new JsonRecord(worker));
        };
    }
}
