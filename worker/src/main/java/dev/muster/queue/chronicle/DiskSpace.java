package dev.muster.queue.chronicle;

import java.io.File;
import java.nio.file.Path;

/** How much room there is on the file system of a queue. Thread-safe. */
final class DiskSpace {

    private static final long FRESH_MS = 20;
    private static final long MOST_RESERVE = 256L << 20;
    private static final long LEAST_RESERVE = 16L << 20;

    private final File directory;
    private volatile long lookedAtMs = Long.MIN_VALUE;
    private volatile long seen;

    DiskSpace(Path directory) {
        this.directory = directory.toFile();
    }

    /** Bytes that may be used; what others take or free is noticed after 20 ms. */
    long usable(long nowMs) {
        long age = nowMs - lookedAtMs;
        if (age >= FRESH_MS || age < 0) {
            seen = directory.getUsableSpace();
            lookedAtMs = nowMs;
        }
        return seen;
    }

    /** Bytes that may be used at this moment. */
    long usable() {
        return directory.getUsableSpace();
    }

    /**
     * What is left free unless the queue says otherwise: 1 % of the file system, but at least 16 MiB, so that a new segment can be
     * made when the old ones are full of finished jobs, and at most 256 MiB.
     */
    long defaultReserve() {
        return Math.min(MOST_RESERVE, Math.max(LEAST_RESERVE, directory.getTotalSpace() / 100));
    }
}
