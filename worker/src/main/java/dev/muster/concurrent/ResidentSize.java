package dev.muster.concurrent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has, looked at now and then. One thread. */
final class ResidentSize {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;
    private static final long BETWEEN_NANOS = 100_000_000;

    private final long most;
    private long looked;

    /** @param most bytes; 0 is any */
    ResidentSize(long most) {
        this.most = most;
        this.looked = System.nanoTime() - BETWEEN_NANOS;
    }

    boolean isTooLarge(long now) {
        if (most == 0 || now - looked < BETWEEN_NANOS) {
            return false;
        }
        looked = now;
        try {
            String[] pages = new String(Files.readAllBytes(STATM), StandardCharsets.US_ASCII).split(" ", 3);
            return Long.parseLong(pages[1]) * PAGE > most;
        } catch (IOException unknown) {
            return false;
        }
    }
}
