package dev.muster.supervisor.log;

import java.nio.ByteBuffer;

/** Finds and counts newlines in a buffer's absolute range, whatever its position. Stateless. */
final class Newlines {

    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
    private static final long EIGHT_NEWLINES = 0x0A0A0A0A0A0A0A0AL;

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
        for (int i = from; i < to; i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** How many newlines are in {@code [from, to)}; eight bytes at a time, since every byte of a flood passes here. */
    static int count(ByteBuffer buffer, int from, int to) {
        int found = 0;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long difference = buffer.getLong(i) ^ EIGHT_NEWLINES;
            // A byte of the sum has its high bit unless the byte is zero; without the carries of the usual trick this
            // is exact.
            long nonZero = ((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS;
            found += Long.bitCount(~nonZero);
        }
        for (; i < to; i++) {
            found += buffer.get(i) == '\n' ? 1 : 0;
        }
        return found;
    }
}
