package dev.muster.supervisor.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A direct buffer that grows and is used again; it gives an unusually large one back. One thread. */
final class Growing {

    private static final int USUAL = 8192;
    private static final int KEPT = 1 << 20;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(USUAL);

    void put(int value) {
        room(1).put((byte) value);
    }

    void put(ByteBuffer source, int from, int to) {
        room(to - from).put(bytes.position(), source, from, to - from).position(bytes.position() + to - from);
    }

    void put(byte[] source) {
        room(source.length).put(source);
    }

    void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    int size() {
        return bytes.position();
    }

    /** What was put; valid until the next put. */
    ByteBuffer buffer() {
        return bytes.duplicate().flip();
    }

    void reset() {
        bytes.clear();
        if (bytes.capacity() > KEPT) {
            bytes = ByteBuffer.allocateDirect(USUAL);
        }
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            int capacity = Math.max(bytes.capacity() * 2, bytes.position() + more);
            bytes = ByteBuffer.allocateDirect(capacity).put(bytes.flip());
        }
        return bytes;
    }
}
