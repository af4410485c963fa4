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
 * @param namespace inode of the pid namespace in which the pid has its meaning
 */
record ProcessIdentity(int pid, long startTicks, long namespace) {

    private static final ProcessIdentity SELF = readSelf();

    static ProcessIdentity self() {
        return SELF;
    }

    private static ProcessIdentity readSelf() {
        try {
            return parse(namespaceOfSelf(), Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException("the queue needs /proc mounted", e);
        }
    }

    private static long namespaceOfSelf() throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(); // pid:[4026531836]
        return Long.parseLong(link, link.indexOf('[') + 1, link.indexOf(']'), 10);
    }

    /** Whether it can be seen from here; one that hides, or has its pid in another namespace, cannot. */
    boolean isAlive() {
        if (namespace != SELF.namespace) {
            return false;
        }
        try {
            Path stat = Path.of("/proc", Integer.toString(pid), "stat");
            return equals(parse(namespace, Files.readString(stat, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads a line of /proc/pid/stat. The name in parentheses may itself contain spaces and parentheses. */
    static ProcessIdentity parse(long namespace, String stat) {
        int pid = Integer.parseInt(stat, 0, stat.indexOf(' '), 10);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21);
        return new ProcessIdentity(pid, Long.parseLong(fields[19]), namespace);
    }
}
