package dev.muster.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a byte stream into lines of UTF-8, whatever pieces it arrives in. Empty lines are passed over. One per connection;
 * one thread at a time.
 */
public final class LineFramer {
    private final int maxLine;
    private byte[] pending = new byte[512];
    private int length;

    /** Frames lines of up to {@link Rpc#MAX_LINE} bytes. */
    public LineFramer() {
        this(Rpc.MAX_LINE);
    }

    /** @param maxLine longest line in bytes, its end included */
    public LineFramer(int maxLine) {
        this.maxLine = maxLine;
    }

    /**
     * Takes all bytes of the buffer and hands on each line that is now complete, without its end.
     *
     * @throws LineTooLongException when a line grows over the limit: close the connection, its framing is lost
     */
    public void feed(ByteBuffer bytes, Consumer<String> lines) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                int end = length;
                length = 0; // before the call: a consumer that throws must not see its line again
                if (end > 0) {
                    lines.accept(new String(pending, 0, end, StandardCharsets.UTF_8));
                }
            } else {
                if (length == maxLine - 1) { // there is room for nothing but the end
                    throw new LineTooLongException(maxLine);
                }
                if (length == pending.length) {
                    pending = Arrays.copyOf(pending, length * 2);
                }
                pending[length++] = next;
            }
        }
    }
}
