package dev.muster.supervisor.cli.text;

/**
 * Durations, sizes and counts as a person reads them, at most two units long. By hand: java.util.Formatter costs a command
 * about 15 ms of its start. Pure functions.
 */
public final class Figures {
    /** Where there is no figure. */
    public static final String NONE = "-";

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Figures() {}

    /** 850ms, 9s, 4m12s, 3h05m, 12d04h. */
    public static String duration(long millis) {
        if (millis < SECOND) {
            return Math.max(0, millis) + "ms";
        } else if (millis < MINUTE) {
            return millis / SECOND + "s";
        } else if (millis < HOUR) {
            return twoUnits(millis, MINUTE, "m", SECOND, "s");
        } else if (millis < DAY) {
            return twoUnits(millis, HOUR, "h", MINUTE, "m");
        }
        return twoUnits(millis, DAY, "d", HOUR, "h");
    }

    private static String twoUnits(long millis, long big, String bigName, long small, String smallName) {
        long rest = millis % big / small;
        return millis / big + bigName + (rest < 10 ? "0" : "") + rest + smallName;
    }

    /** 512B, 9.5K, 340M, 1.2G. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1023.5 && unit < 4) {
            value /= 1024;
            unit++;
        }
        long tenths = Math.round(value * 10);
        String digits = tenths < 100 ? tenths / 10 + "." + tenths % 10 : String.valueOf(Math.round(value));
        return digits + "KMGTP".charAt(unit);
    }

    /** 0.4s, 12.0s. */
    public static String seconds(long millis) {
        long tenths = Math.round(millis / 100.0);
        return tenths / 10 + "." + tenths % 10 + "s";
    }
}
