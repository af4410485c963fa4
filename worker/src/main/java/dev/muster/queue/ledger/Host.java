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

    static Host current() {
        return new Host(hash(Path.of("/etc/machine-id")), hash(Path.of("/proc/sys/kernel/random/boot_id")));
    }

    private static long hash(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return 0;
        }
        long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bit: stable across JVMs, which String.hashCode in 32 bit is not
        // enough for
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        return text.isEmpty() ? 0 : hash;
    }
}
