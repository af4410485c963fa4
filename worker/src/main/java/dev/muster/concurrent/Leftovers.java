package dev.muster.concurrent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Set;

/**
 * The directories where members meet their pools have their owner in their names, so that the next owner removes what one has left
 * that was killed while a member started. Of the same user and pid namespace alone: of others nobody knows here whether they live.
 * Thread-safe.
 */
final class Leftovers {
    private static final String PREFIX = "muster-pool-";
    private static final int BASE = 36;
    private static final int STATE = 0;
    private static final int START = 19;
    /** Held by who makes a directory, and by who removes all at the exit. */
    static final Object LOCK = new Object();

    private static final Set<Path> EXPECTED = new HashSet<>(); // guarded by LOCK
    private static boolean exiting; // guarded by LOCK

    private Leftovers() {}

    /** What the names of this process begin with: its namespace, pid and start time. */
    static String prefix() {
        return Self.PREFIX;
    }

    /** Removes the directory and what is known to be in it. */
    static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(MemberDoor.MEMORY));
        Files.deleteIfExists(directory.resolve(MemberDoor.SOCKET));
        Files.deleteIfExists(directory);
    }

    /**
     * Has what is there when this JVM exits removed; more than once, too. The caller has the lock.
     *
     * @throws IOException when it exits already: nothing more is to be made
     */
    static void removeAtExit(Path parent) throws IOException {
        if (exiting) {
            throw new IOException("this JVM exits");
        }
        if (!Self.NAMESPACE.isEmpty() && EXPECTED.add(parent)) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> removeOwn(parent), "muster-pool-leftovers"));
            } catch (IllegalStateException e) {
                throw new IOException("this JVM exits", e);
            }
        }
    }

    private static void removeOwn(Path parent) {
        synchronized (LOCK) {
            exiting = true;
            try (DirectoryStream<Path> own = Files.newDirectoryStream(parent, Self.PREFIX + "*")) {
                for (Path directory : own) {
                    remove(directory);
                }
            } catch (IOException | DirectoryIteratorException meanwhile) {
                // Its member has just arrived.
                return;
            }
        }
    }

    /**
     * Removes what the dead have left.
     *
     * @param own a directory of this process, whose owner is this user
     */
    static void sweep(Path parent, Path own) {
        if (Self.NAMESPACE.isEmpty()) {
            return;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, Self.NAMESPACE + "*")) {
            UserPrincipal me = Files.getOwner(own);
            for (Path directory : found) {
                // A directory of mine in a sticky one: nobody can have exchanged it, or what is in it.
                if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(me)
                        && isDead(directory.getFileName().toString())) {
                    remove(directory);
                }
            }
        } catch (IOException | DirectoryIteratorException meanwhile) {
            // Somebody else sweeps, too; and what stays is half a megabyte for the next one.
            return;
        }
    }

    private static boolean isDead(String name) {
        String[] words = name.substring(Self.NAMESPACE.length()).split("-", 3);
        try {
            return words.length == 3 && !runs(Long.parseLong(words[0], BASE), Long.parseLong(words[1], BASE));
        } catch (NumberFormatException strange) {
            return false;
        }
    }

    private static boolean runs(long pid, long start) {
        try {
            String[] fields = stat(String.valueOf(pid));
            return Long.parseLong(fields[START]) == start && !fields[STATE].equals("Z");
        } catch (IOException gone) {
            return false;
        }
    }

    /** What follows the name, which is in parentheses and may contain anything. */
    private static String[] stat(String process) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc", process, "stat"));
        String line = new String(bytes, StandardCharsets.ISO_8859_1);
        return line.substring(line.lastIndexOf(')') + 2).split(" ", START + 2);
    }

    private static final class Self {
        /** Empty without /proc, where nobody knows who lives. */
        private static final String NAMESPACE;

        private static final String PREFIX;

        static {
            String namespace = "";
            String prefix = Leftovers.PREFIX;
            try {
                String link =
                        Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(); // pid:[4026531836]
                long inode = Long.parseLong(link, link.indexOf('[') + 1, link.indexOf(']'), 10);
                long start = Long.parseLong(stat("self")[START]);
                namespace = Leftovers.PREFIX + Long.toString(inode, BASE) + "-";
                prefix = namespace + Long.toString(ProcessHandle.current().pid(), BASE) + "-"
                        + Long.toString(start, BASE) + "-";
            } catch (IOException unknown) {
                namespace = "";
            }
            NAMESPACE = namespace;
            PREFIX = prefix;
        }
    }
}
