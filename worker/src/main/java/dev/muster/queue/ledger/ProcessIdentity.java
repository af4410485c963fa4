package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process on this machine: its pid and the kernel's start time, because pids are reused. Immutable.
 *
 * @param startTicks field 22 of /proc/pid/stat
 */
record ProcessIdentity(int pid, long startTicks) {

    private static final ProcessIdentity SELF = readSelf();

    static ProcessIdentity self() {
        return SELF;
    }

    private static ProcessIdentity readSelf() {
        try {
            return parse(Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException("the queue needs /proc mounted", e);
        }
    }

    /** Reads a line of /proc/pid/stat. The name in parentheses may itself contain spaces and parentheses. */
    static ProcessIdentity parse(String stat) {
        int pid = Integer.parseInt(stat, 0, stat.indexOf(' '), 10);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21);
        return new ProcessIdentity(pid, Long.parseLong(fields[19]));
    }
}
