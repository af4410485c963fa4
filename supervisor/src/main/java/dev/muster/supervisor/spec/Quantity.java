package dev.muster.supervisor.spec;

import java.time.Duration;

/** Durations and sizes as a configuration file writes them: {@code 100ms}, {@code 10m}, {@code 64MiB}. Thread-safe. */
public final class Quantity {

    private static final long KIB = 1024;

    private Quantity() {}

    /** The largest unit that needs no fraction; zero is {@code 0s}. */
    public static String text(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 != 0 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }

    /** The largest binary unit that needs no fraction; plain bytes have none. */
    public static String text(long bytes) {
        String[] units = {"", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long rest = bytes;
        while (unit < units.length - 1 && rest != 0 && rest % KIB == 0) {
            rest /= KIB;
            unit++;
        }
        return rest + units[unit];
    }
}
