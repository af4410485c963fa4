package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.function.BiFunction;

/** What a record begins with, made once for all lines of a stream that share a millisecond. One thread. */
final class Head {

    private static final byte[] NONE = {};

    private final BiFunction<String, LogStream, String> text;
    private final Stamp stamp = new Stamp();
    private LogStream stream = LogStream.UNKNOWN;
    private long atMillis = Long.MIN_VALUE;
    private byte[] bytes = NONE;

    /** @param text of a time and a stream, in ASCII */
    Head(BiFunction<String, LogStream, String> text) {
        this.text = text;
    }

    byte[] of(LogStream wanted, long millis) {
        if (wanted != stream || millis != atMillis) {
            bytes = text.apply(stamp.of(millis), wanted).getBytes(US_ASCII);
            stream = wanted;
            atMillis = millis;
        }
        return bytes;
    }
}
