package dev.muster.supervisor.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block for who has to look at each of its bytes: eight at a time, from an array. A loop over an array is fast whichever compiler has
 * made it, the methods of a buffer are only with the second one. One thread.
 */
final class Words {

    private static final int WINDOW = 8192;

    private final ByteBuffer block;
    private final long[] words;
    private int begin;
    private int end;

    /** Of what is between its position and its limit. */
    Words(ByteBuffer block) {
        this.block = block.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int size = Math.min(WINDOW, block.remaining());
        this.words = new long[(size + Long.BYTES - 1) / Long.BYTES];
    }

    /** The index of the first newline in {@code [from, to)}, or -1. */
    int newline(int from, int to) {
        int found = first(from, to, false);
        return found == to ? -1 : found;
    }

    /** Where the first byte in {@code [from, to)} is that cannot stand in a string of JSON as it is; {@code to} when all can. */
    int plainEnd(int from, int to) {
        return first(from, to, true);
    }

    private int first(int from, int to, boolean odd) {
        int at = from;
        while (at < to) {
            if (at < begin || at >= end) {
                load(at);
            }
            int last = Math.min(to, end);
            int index = (at - begin) / Long.BYTES;
            int beyond = (last - begin + Long.BYTES - 1) / Long.BYTES;
            int before = (at - begin) % Long.BYTES * Byte.SIZE;
            long meant = (odd ? odd(words[index]) : EightBytes.equalTo('\n', words[index])) & -1L << before;
            while (meant == 0 && ++index < beyond) {
                meant = odd ? odd(words[index]) : EightBytes.equalTo('\n', words[index]);
            }
            if (meant != 0) {
                int found = begin + index * Long.BYTES + EightBytes.first(meant, ByteOrder.LITTLE_ENDIAN);
                if (found < last) {
                    return found;
                }
            }
            at = last;
        }
        return to;
    }

    private static long odd(long word) {
        return EightBytes.lessThan(0x20, word)
                | EightBytes.equalTo('"', word)
                | EightBytes.equalTo('\\', word)
                | EightBytes.equalTo(0x7f, word)
                | EightBytes.beyondAscii(word);
    }

    private void load(int from) {
        begin = from;
        end = Math.min(block.limit(), from + words.length * Long.BYTES);
        int whole = (end - begin) / Long.BYTES;
        block.position(begin).asLongBuffer().get(words, 0, whole);
        long rest = 0;
        for (int i = end - 1; i >= begin + whole * Long.BYTES; i--) {
            rest = rest << Byte.SIZE | (block.get(i) & 0xff);
        }
        if (whole < words.length) {
            words[whole] = rest;
        }
    }
}
