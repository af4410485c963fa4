package dev.muster.worker;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations as HOCON writes them. No regular expression: it is on the start path of every worker. */
final class DurationText {

    private DurationText() {}

    /** @throws IllegalArgumentException when the text is no duration */
    static Duration parse(String text) {
        String trimmed = text.trim();
        int digits = 0;
        while (digits < trimmed.length() && !Character.isLetter(trimmed.charAt(digits))) {
            digits++;
        }
        BigDecimal amount = new BigDecimal(trimmed.substring(0, digits).trim());
        BigDecimal nanos = amount.multiply(BigDecimal.valueOf(nanosOf(trimmed.substring(digits))));
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    /** As people write it: {@code 1s}, {@code 1.5s}, {@code 250ms}, {@code 90s}. */
    static String of(Duration duration) {
        long ms = duration.toMillis();
        if (ms < 1000) {
            return ms + "ms";
        }
        return BigDecimal.valueOf(ms, 3).stripTrailingZeros().toPlainString() + "s";
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns", "nano", "nanos", "nanosecond", "nanoseconds" -> 1;
            case "us", "micro", "micros", "microsecond", "microseconds" -> 1_000;
            case "", "ms", "milli", "millis", "millisecond", "milliseconds" -> 1_000_000;
            case "s", "second", "seconds" -> 1_000_000_000L;
            case "m", "minute", "minutes" -> 60_000_000_000L;
            case "h", "hour", "hours" -> 3_600_000_000_000L;
            case "d", "day", "days" -> 86_400_000_000_000L;
            default -> throw new IllegalArgumentException("no unit of time: " + unit);
        };
    }
}
