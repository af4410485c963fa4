package dev.muster.bench.rolling;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A job that knows when it was put. Immutable.
 *
 * @param micros since the epoch
 */
public record Stamp(long number, long micros) {

    static Stamp now(long number) {
        return new Stamp(number, clock());
    }

    static long clock() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
