package dev.muster.supervisor.log;

import java.nio.ByteOrder;

/** Looks at eight bytes at a time, since every byte of a flood passes here. The answers have the highest bit of each byte that is meant. */
final class EightBytes {

    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F * ONES;
    private static final long HIGH_BITS = ~LOW_BITS;

    private EightBytes() {}

    /** Those that are {@code value}, which is ASCII. */
    static long equalTo(int value, long word) {
        long difference = word ^ (value * ONES);
        // A byte of the sum has its high bit unless the byte is zero; without the carries of the usual trick this is
        // exact.
        return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
    }

    /** Those that are less than {@code value}, which is ASCII, if they are ASCII themselves. */
    static long lessThan(int value, long word) {
        return ~((word & LOW_BITS) + (0x80 - value) * ONES) & ~word & HIGH_BITS;
    }

    /** Those that are not ASCII. */
    static long beyondAscii(long word) {
        return word & HIGH_BITS;
    }

    /**
     * How many bytes come before the first of those that are meant.
     *
     * @param order in which the word was read
     */
    static int first(long meant, ByteOrder order) {
        int bits = order == ByteOrder.BIG_ENDIAN ? Long.numberOfLeadingZeros(meant) : Long.numberOfTrailingZeros(meant);
        return bits / Byte.SIZE;
    }
}
