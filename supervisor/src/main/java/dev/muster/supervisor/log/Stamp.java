package dev.muster.supervisor.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Prints times as {@code 2026-01-01T00:00:00.123Z}, remembering the last one since many lines share a millisecond. One thread. */
final class Stamp {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The length of every stamp up to the year 9999. */
    static final int LENGTH = 24;

    private long lastMillis = Long.MIN_VALUE;
    private String lastText = "";

    String of(long atMillis) {
        if (atMillis != lastMillis) {
            lastText = FORMAT.format(Instant.ofEpochMilli(atMillis));
            lastMillis = atMillis;
        }
        return lastText;
    }
}
