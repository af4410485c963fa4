package dev.muster.queue.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which machine this is, and which boot of it. Both are hashes, 0 when the system does not say. Immutable.
 *
 * @param machine changes when the files were carried to another machine
 * @param boot changes when the page cache was lost
 */
record Host(long machine, long boot) {

    /** Instead of the kernel's boot id, so that a test can tell a process that the machine has been started anew. */
    static final String BOOT_PROPERTY = "muster.boot-id";

    private static final long MACHINE = hash(read(Path.of("/etc/machine-id")));
    private static final long BOOT = hash(read(Path.of("/proc/sys/kernel/random/boot_id")));

    static Host current() {
        String boot = System.getProperty(BOOT_PROPERTY, "");
        return new Host(MACHINE, boot.isEmpty() ? BOOT : hash(boot));
    }

    /** Whether the page cache is still the same, as far as the two tell. */
    boolean isSame(Host other) {
        return boot == other.boot && !isOtherMachine(other);
    }

    boolean isOtherMachine(Host other) {
        return machine != other.machine && machine != 0 && other.machine != 0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** FNV-1a, 64 bits: the same in every JVM. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        return text.isEmpty() ? 0 : hash;
    }
}
