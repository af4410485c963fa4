package dev.muster.supervisor.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * A process that runs HotSpot, as {@code /proc} shows it (proc(5)). Immutable.
 *
 * @param innerPid its number in its own pid namespace, after which the JVM names its socket
 * @param startTicks with the pid this names one process until the next boot
 */
record JvmProcess(int pid, int innerPid, int uid, String startTicks) {
    private static final int START_TICKS = 19;
    private static final long QUIT_BIT = 1L << (3 - 1);
    private static final int MOST_CHILDREN = 100;

    /** Any of these makes a SIGQUIT of no use, or deadly. */
    private static final List<String> DEAF = List.of("-XX:+DisableAttachMechanism", "-Xrs", "-XX:+ReduceSignalUsage");

    /** @throws JvmException saying what else the process is, or why it cannot be looked at */
    static JvmProcess of(int pid) {
        if (!isJvm(pid)) {
            throw new JvmException("is no JVM but " + program(pid)
                    + childJvm(pid)
                            .map(child -> "; its child " + child
                                    + " is one (`exec java` in a script lets the worker be the JVM)")
                            .orElse(""));
        }
        String inner = statusField(pid, "NSpid");
        // Four of them: real, effective, saved, of the file system.
        String uid = statusField(pid, "Uid").trim().split("\t", -1)[1];
        return new JvmProcess(
                pid,
                Integer.parseInt(inner.substring(inner.lastIndexOf('\t') + 1)),
                Integer.parseInt(uid),
                stat(pid)[START_TICKS]);
    }

    /** Its root directory as we see it: it may have another /tmp than we, as under systemd's PrivateTmp. */
    Path root() {
        return Path.of("/proc/" + pid + "/root");
    }

    Path workingDirectory() {
        return Path.of("/proc/" + pid + "/cwd");
    }

    /** True while this very process is there. */
    boolean isAlive() {
        try {
            String[] now = stat(pid);
            return now[START_TICKS].equals(startTicks) && !now[0].equals("Z") && !now[0].equals("X");
        } catch (JvmException gone) {
            return false;
        }
    }

    /** @throws JvmException when it can give no answer: it has ended, or SIGSTOP or a debugger holds it */
    void requireRunning() {
        if (!isAlive()) {
            throw new JvmException("has ended");
        }
        if (isStopped()) {
            throw new JvmSilentException("is stopped (SIGSTOP) and cannot answer; SIGCONT lets it go on");
        }
    }

    private boolean isStopped() {
        return stat(pid)[0].equalsIgnoreCase("T");
    }

    /** True when a SIGQUIT does no harm: a process that does not catch it dies of it. */
    boolean catchesQuit() {
        return (Long.parseUnsignedLong(statusField(pid, "SigCgt").trim(), 16) & QUIT_BIT) != 0;
    }

    /** The option because of which it will not let itself be attached to. */
    Optional<String> deafness() {
        String options = read(pid, "cmdline") + '\0' + read(pid, "environ");
        return DEAF.stream().filter(options::contains).findFirst();
    }

    private static boolean isJvm(int pid) {
        return read(pid, "maps").contains("/libjvm.so");
    }

    private static String program(int pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).toString();
        } catch (IOException e) {
            return read(pid, "comm").trim();
        }
    }

    private static Optional<Integer> childJvm(int pid) {
        ArrayDeque<Integer> open = new ArrayDeque<>(children(pid));
        for (int seen = 0; !open.isEmpty() && seen < MOST_CHILDREN; seen++) {
            int next = open.poll();
            try {
                if (isJvm(next)) {
                    return Optional.of(next);
                }
                open.addAll(children(next));
            } catch (JvmException gone) {
                // It was no long-lived child then.
            }
        }
        return Optional.empty();
    }

    private static List<Integer> children(int pid) {
        return read(pid, "task/" + pid + "/children")
                .trim()
                .lines()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .map(Integer::valueOf)
                .toList();
    }

    private static String statusField(int pid, String name) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new JvmException("has ended"));
    }

    /** The fields from the state on: the name before them may hold blanks and brackets. */
    private static String[] stat(int pid) {
        String stat = read(pid, "stat");
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static String read(int pid, String file) {
        try {
            String text =
                    new String(Files.readAllBytes(Path.of("/proc/" + pid + "/" + file)), StandardCharsets.ISO_8859_1);
            if (text.isEmpty() && file.equals("stat")) {
                throw new JvmException("has ended");
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new JvmException("has ended", e);
        } catch (AccessDeniedException e) {
            throw new JvmException(
                    "may not be looked at by user " + System.getProperty("user.name")
                            + ": run the command as the worker's user or as root",
                    e);
        } catch (IOException e) {
            throw new JvmException("cannot be looked at (" + e.getMessage() + ")", e);
        }
    }
}
