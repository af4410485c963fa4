package dev.muster.concurrent;

import java.nio.ByteBuffer;

/**
 * What a pool and a member tell each other: a length, a type, and what belongs to it. To the member: {@link #RUN} sequence
 * (long), function (int), argument; {@link #DEFINE} function (int), how (byte), what. To the pool: {@link #RESULT} sequence
 * (long), how it ended (byte), nanoseconds (long), value.
 */
final class Frames {
    static final byte RUN = 1;
    static final byte DEFINE = 2;
    /** The functions that were defined are not needed any more. */
    static final byte FORGET = 3;
    /** What was taken back ends here. */
    static final byte RESUME = 4;

    static final byte EXIT = 5;
    static final byte INITIALIZE = 6;

    static final byte RESULT = 11;
    static final byte READY = 12;
    static final byte INITIALIZER_FAILED = 13;
    /** The member has grown too large, or had no memory left: it wants to be replaced. */
    static final byte WORN = 14;

    /** How a function is defined. */
    static final byte BY_VALUE = 0;

    static final byte BY_NAME = 1;

    /** How a task ended. */
    static final byte VALUE = 0;

    static final byte FAILURE = 1;
    static final byte CANCELLED = 2;

    /** The function of a task whose argument is the task itself. */
    static final int ITSELF = 0;

    static final int LENGTH = 4;
    static final int RUN_HEAD = 1 + 8 + 4;
    static final int RESULT_HEAD = 1 + 8 + 1 + 8;

    private Frames() {}

    static byte[] run(long sequence, int function, byte[] argument) {
        return frame(RUN_HEAD + argument.length, RUN)
                .putLong(sequence)
                .putInt(function)
                .put(argument)
                .array();
    }

    static byte[] define(int function, byte how, byte[] what) {
        return frame(1 + 4 + 1 + what.length, DEFINE)
                .putInt(function)
                .put(how)
                .put(what)
                .array();
    }

    static byte[] result(long sequence, byte how, long nanos, byte[] value) {
        return frame(RESULT_HEAD + value.length, RESULT)
                .putLong(sequence)
                .put(how)
                .putLong(nanos)
                .put(value)
                .array();
    }

    static byte[] of(byte type, byte... what) {
        return frame(1 + what.length, type).put(what).array();
    }

    private static ByteBuffer frame(int length, byte type) {
        return ByteBuffer.allocate(LENGTH + length).putInt(length).put(type);
    }
}
