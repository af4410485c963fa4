package dev.muster.supervisor.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;

/** Moments on the command line: read as {@code 10m} ago or an instant, shown as the clock on the wall has them. */
final class Times {

    private Times() {}

    /**
     * The instant that {@code 10m} or {@code 2026-01-31T12:00:00Z} means, as the protocol writes it.
     *
     * @throws CommandFailed as a usage error that names the option
     */
    static String since(String option, String text) {
        if (text.indexOf('T') < 0) {
            return Instant.now().minus(Durations.parse(option, text)).toString();
        }
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw CommandFailed.usage(option + ": " + text + " is no time; write 10m or 2026-01-31T12:00:00Z");
        }
    }

    /** {@code 2026-01-31 12:00:00.123} where this command runs. By hand: formatters cost milliseconds of a command's start. */
    static String shown(String instant) {
        ZonedDateTime time;
        try {
            time = Instant.parse(instant).atZone(ZoneId.systemDefault());
        } catch (DateTimeParseException e) {
            return instant;
        }
        return time.getYear() + "-" + two(time.getMonthValue()) + "-" + two(time.getDayOfMonth()) + " "
                + two(time.getHour()) + ":" + two(time.getMinute()) + ":" + two(time.getSecond()) + "."
                + String.valueOf(1000 + time.getNano() / 1_000_000).substring(1);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }
}
