package dev.muster.supervisor.cli;

import java.time.Duration;

/** Reads durations of the command line: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}; without a unit seconds. */
final class Durations {

    private Durations() {}

    /** @throws CommandFailed as a usage error that names the option */
    static Duration parse(String option, String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        long unitMillis = unit(text.substring(digits));
        // 9 digits of days still fit a long of milliseconds.
        if (digits == 0 || digits > 9 || unitMillis == 0) {
            throw CommandFailed.usage(option + ": " + text + " is no duration; write 500ms, 30s, 5m, 2h or 1d");
        }
        return Duration.ofMillis(Long.parseLong(text.substring(0, digits)) * unitMillis);
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "", "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 0;
        };
    }
}
