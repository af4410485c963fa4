package dev.muster.supervisor.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes as they came. The only byte that is ever added is a newline between an unfinished line and somebody else's first
 * one: the other stream's, or the next life's.
 */
final class RawFormat implements LineFormat {

    private static final ByteBuffer NEWLINE = ByteBuffer.allocateDirect(1).put(0, (byte) '\n');

    private @Nullable LogStream unfinished;
    private boolean lifeOver;

    @Override
    public void write(LogStream stream, long atMillis, ByteBuffer block, Origin origin, Sink sink) {
        boolean ends = block.get(block.limit() - 1) == '\n';
        if (unfinished != null && (lifeOver || unfinished != stream)) {
            sink.write(NEWLINE.duplicate(), Origin.MEMORY);
        }
        sink.write(block, origin);
        unfinished = ends ? null : stream;
        lifeOver = false;
    }

    @Override
    public void lifeEnded() {
        lifeOver = true;
    }
}
