package dev.muster.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session gets of the processors. Outside of cgroups the kernel shares them between sessions first, whatever runs in each (sched(7), the
 * autogroup feature); each worker is one. Nothing here fails a start. Thread-safe.
 */
public final class Autogroup {

    private static final Logger LOG = LoggerFactory.getLogger(Autogroup.class);
    private static final Path PROC = Path.of("/proc");
    private static final Path ENABLED = PROC.resolve("sys/kernel/sched_autogroup_enabled");
    /** About ten times the share of a worker. */
    private static final int FAVOURED = -10;

    private Autogroup() {}

    /**
     * Lets the master have a larger share than each of its workers: who takes over a busy fleet would get a twentieth of the processors otherwise. Only
     * in a session of its own, for others do not concern it, and only with the privilege. A worker's session begins with the usual share.
     */
    public static void favourMaster() {
        int pid = Libc.getpid();
        if (Libc.getsid(0) == pid && Privileges.maySet(FAVOURED)) {
            set(pid, FAVOURED);
        }
    }

    /** False when the kernel wants to be asked later: it allows ten changes a second to all who are not privileged. */
    static boolean set(int pid, int nice) {
        try {
            if (Files.exists(ENABLED) && Files.readAllLines(ENABLED).contains("1")) {
                Files.writeString(file(pid), Integer.toString(nice));
            }
            return true;
        } catch (IOException refused) {
            LOG.debug("cannot write {} to {}", nice, file(pid), refused);
            return !String.valueOf(refused.getMessage()).contains("temporarily unavailable");
        }
    }

    static boolean has(int pid, int nice) {
        return Cgroups.read(file(pid)).endsWith(" nice " + nice);
    }

    private static Path file(int pid) {
        return PROC.resolve(Integer.toString(pid)).resolve("autogroup");
    }
}
