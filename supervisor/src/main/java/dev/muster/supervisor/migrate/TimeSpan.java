package dev.muster.supervisor.migrate;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** systemd.time(7): {@code 90}, {@code 1min 30s}, {@code 500ms}, {@code infinity}. Stateless. */
final class TimeSpan {
    private static final Pattern PART = Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z]*)\\s*");
    private static final Duration INFINITY = Duration.ofDays(1);

    private TimeSpan() {}

    /** Empty for what is no span; infinity is a day, which is the most that Muster takes. */
    static Optional<Duration> parse(String text) {
        if (text.equals("infinity")) {
            return Optional.of(INFINITY);
        }
        Matcher part = PART.matcher(text);
        double seconds = 0;
        int end = 0;
        while (end < text.length()) {
            if (!part.find(end) || part.start() != end) {
                return Optional.empty();
            }
            double unit = unit(part.group(2));
            if (unit == 0) {
                return Optional.empty();
            }
            seconds += Double.parseDouble(part.group(1)) * unit;
            end = part.end();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private static double unit(String unit) {
        return switch (unit) {
            case "us", "usec" -> 0.000_001;
            case "ms", "msec" -> 0.001;
            case "", "s", "sec", "second", "seconds" -> 1;
            case "m", "min", "minute", "minutes" -> 60;
            case "h", "hr", "hour", "hours" -> 3600;
            case "d", "day", "days" -> 86_400;
            default -> 0;
        };
    }
}
