package dev.muster.supervisor.control;

import dev.muster.supervisor.process.Fd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** Lines that wait for the reader of a connection. One thread. */
final class Output {
    private static final int CHUNK = 64 * 1024;
    private static final byte[] END = {'\n'};

    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).flip();
    private int offsetInFirst;
    private long queued;
    private long lastProgress = System.nanoTime();

    void add(String line) {
        if (isEmpty()) {
            lastProgress = System.nanoTime();
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        lines.add(bytes);
        // By itself: an answer may have hundreds of kilobytes, and a copy with one more would be as many again.
        lines.add(END);
        queued += bytes.length + END.length;
    }

    /** Bytes that were added and not yet taken by the kernel. */
    long queued() {
        return queued;
    }

    boolean isEmpty() {
        return queued == 0;
    }

    /** Writes until everything is out or the descriptor takes no more. */
    void flush(Fd fd) {
        while (queued > 0) {
            if (!chunk.hasRemaining()) {
                fill();
            }
            int written = fd.write(chunk);
            if (written == 0) {
                return;
            }
            queued -= written;
            lastProgress = System.nanoTime();
        }
    }

    /** Forgets everything: there is no reader any more. */
    void discard() {
        lines.clear();
        chunk.position(chunk.limit());
        offsetInFirst = 0;
        queued = 0;
    }

    private void fill() {
        chunk.clear();
        while (chunk.hasRemaining() && !lines.isEmpty()) {
            byte[] first = lines.getFirst();
            int length = Math.min(chunk.remaining(), first.length - offsetInFirst);
            chunk.put(first, offsetInFirst, length);
            offsetInFirst += length;
            if (offsetInFirst == first.length) {
                lines.removeFirst();
                offsetInFirst = 0;
            }
        }
        chunk.flip();
    }

    /** For how long the reader has taken nothing although something waits for it. */
    long stalledMillis(long nanoTime) {
        return isEmpty() ? 0 : TimeUnit.NANOSECONDS.toMillis(nanoTime - lastProgress);
    }
}
