package dev.muster.supervisor.journald;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One entry of the journal while it is put together, in a direct buffer that is used again: {@code NAME=value} and a newline for each
 * field, or the name, the length as 64 bits, and the value where that has newlines of its own. One thread.
 */
public final class Entry {

    private static final int USUAL = 8192;
    private static final int KEPT = 1 << 20;

    private ByteBuffer bytes = direct(USUAL);

    /** Begins anew. */
    Entry begin() {
        if (bytes.capacity() > KEPT) {
            bytes = direct(USUAL);
        }
        bytes.clear();
        return this;
    }

    /**
     * Adds a field; the same name may be added again.
     *
     * @param name upper case letters, digits and underscores
     */
    public Entry field(String name, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return field(name, ByteBuffer.wrap(utf8), 0, utf8.length);
    }

    /** Adds a field with whatever bytes stand in that range of the buffer. */
    public Entry field(String name, ByteBuffer value, int from, int to) {
        name(name, to - from + 1 + Long.BYTES + 1);
        if (hasNewline(value, from, to)) {
            bytes.put((byte) '\n').putLong(to - from);
        } else {
            bytes.put((byte) '=');
        }
        bytes.put(bytes.position(), value, from, to - from).position(bytes.position() + to - from);
        bytes.put((byte) '\n');
        return this;
    }

    /** Adds fields that were put together before, by {@link #encoded}. */
    public Entry fields(byte[] encoded) {
        room(encoded.length);
        bytes.put(encoded);
        return this;
    }

    /** A copy of all fields so far. */
    public byte[] encoded() {
        byte[] copy = new byte[bytes.position()];
        bytes.get(0, copy);
        return copy;
    }

    private void name(String name, int more) {
        room(name.length() + more);
        for (int i = 0; i < name.length(); i++) {
            bytes.put((byte) name.charAt(i));
        }
    }

    private static boolean hasNewline(ByteBuffer value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value.get(i) == '\n') {
                return true;
            }
        }
        return false;
    }

    /** All fields so far; valid until the next one. */
    ByteBuffer buffer() {
        return bytes.duplicate().flip();
    }

    private void room(int more) {
        if (bytes.remaining() < more) {
            int capacity = Math.max(bytes.capacity() * 2, bytes.position() + more);
            bytes = direct(capacity).put(bytes.flip());
        }
    }

    private static ByteBuffer direct(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
