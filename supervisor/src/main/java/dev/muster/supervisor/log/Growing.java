package dev.muster.supervisor.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A byte array that grows and is used again; it gives an unusually large one back. One thread. */
final class Growing {

    private static final int KEPT = 1 << 20;

    private byte[] bytes = new byte[8192];
    private int length;

    void put(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void put(ByteBuffer source, int from, int to) {
        room(to - from);
        source.get(from, bytes, length, to - from);
        length += to - from;
    }

    void put(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    /** What was put; valid until the next put. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    void reset() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[8192];
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
