package dev.muster.concurrent;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations for people. */
final class Words {

    private Words() {}

    /** As {@code 40us}, {@code 250ms}, {@code 1.5s}, {@code 5m}, {@code 2h}: the largest unit without a fraction, seconds with three digits. */
    static String of(Duration duration) {
        long nanos = duration.toNanos();
        long seconds = duration.toSeconds();
        if (Math.abs(nanos) < 1_000_000) {
            return nanos / 1000 + "us";
        }
        if (Math.abs(nanos) < 1_000_000_000) {
            return nanos / 1_000_000 + "ms";
        }
        if (duration.toMillisPart() == 0 && seconds % 60 == 0) {
            return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
        }
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }
}
