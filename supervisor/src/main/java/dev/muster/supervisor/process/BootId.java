package dev.muster.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's random name of this boot: a pid and a start time of another boot say nothing. Thread-safe. */
public final class BootId {

    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    public static String current() {
        try {
            return Files.readString(FILE).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }
}
