package dev.muster.supervisor.log;

import java.nio.ByteBuffer;

/** Finds and counts newlines in a buffer's absolute range, whatever its position. Stateless. */
final class Newlines {

    private Newlines() {}

    /** The index of the last newline in {@code [from, to)}, or -1. */
    static int last(ByteBuffer buffer, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The index of the first newline in {@code [from, to)}, or -1. */
    static int first(ByteBuffer buffer, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long newlines = EightBytes.equalTo('\n', buffer.getLong(i));
            if (newlines != 0) {
                return i + EightBytes.first(newlines, buffer.order());
            }
        }
        for (; i < to; i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** How many newlines are in {@code [from, to)}. */
    static int count(ByteBuffer buffer, int from, int to) {
        int found = 0;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            found += Long.bitCount(EightBytes.equalTo('\n', buffer.getLong(i)));
        }
        for (; i < to; i++) {
            found += buffer.get(i) == '\n' ? 1 : 0;
        }
        return found;
    }
}
