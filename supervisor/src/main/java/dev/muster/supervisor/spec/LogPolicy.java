package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * How a worker's output is kept. Immutable. Sizes in bytes.
 *
 * @param target a device or file to write to without rotation (such as {@code /dev/stdout}) instead of the log directory
 * @param maxSize a file is rotated when it has reached this size
 * @param maxAge a file is rotated when it is this old; zero: never because of its age
 * @param keep rotated files to keep
 * @param totalMax bound over the live and all rotated files of one worker
 * @param journal whether systemd's journal gets a copy of each line
 */
public record LogPolicy(
        Format format,
        Optional<String> target,
        long maxSize,
        Duration maxAge,
        int keep,
        boolean compress,
        long totalMax,
        boolean journal) {

    /** Without a copy. */
    public LogPolicy(
            Format format,
            Optional<String> target,
            long maxSize,
            Duration maxAge,
            int keep,
            boolean compress,
            long totalMax) {
        this(format, target, maxSize, maxAge, keep, compress, totalMax, false);
    }

    public LogPolicy withJournal(boolean copied) {
        return new LogPolicy(format, target, maxSize, maxAge, keep, compress, totalMax, copied);
    }

    /** How a line is written. */
    public enum Format {
        /** The bytes as they came. */
        RAW,
        /** Time, stream, then the bytes. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }
}
