package dev.muster.supervisor.core;

import java.time.Duration;

/** Durations as a reason shows them: {@code 250ms}, {@code 1.5s}, {@code 30s}, {@code 10m}. */
final class Spans {

    private Spans() {}

    static String text(Duration span) {
        long millis = span.toMillis();
        if (millis < 1_000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            long tenths = Math.round(millis / 100.0);
            return tenths % 10 == 0 ? tenths / 10 + "s" : tenths / 10 + "." + tenths % 10 + "s";
        }
        long seconds = span.toSeconds();
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
