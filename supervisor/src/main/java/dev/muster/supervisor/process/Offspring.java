package dev.muster.supervisor.process;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/**
 * A child that we spawned and have not reaped. The kernel keeps one list of children for a process, so do we: it tells our own from
 * strangers, orphans of our children that the kernel gave to us. Thread-safe.
 */
final class Offspring {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<Integer, Offspring> BY_PID = new HashMap<>();

    private final int pid;

    private Offspring(int pid) {
        this.pid = pid;
    }

    /** Starts a process and returns its pid. */
    interface Birth {
        int spawn() throws SpawnException;
    }

    /** Starts a child; until its pid is written down nobody can take it for a stranger. */
    static Offspring register(Birth birth) throws SpawnException {
        LOCK.lock();
        try {
            Offspring child = new Offspring(birth.spawn());
            BY_PID.put(child.pid, child);
            return child;
        } finally {
            LOCK.unlock();
        }
    }

    /** One that this process has spawned before it was replaced by a new program. */
    static Offspring inherited(int pid) {
        LOCK.lock();
        try {
            Offspring child = new Offspring(pid);
            BY_PID.put(pid, child);
            return child;
        } finally {
            LOCK.unlock();
        }
    }

    int pid() {
        return pid;
    }

    /** Says that it was reaped. Its pid may belong to a younger child of ours by now, which stays in the list. */
    void reaped() {
        LOCK.lock();
        try {
            BY_PID.remove(pid, this);
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Reaps one zombie that we did not spawn and that the caller lets us take.
     *
     * @return false when there is none, or the first that the kernel shows is not to be taken
     */
    static boolean reapStranger(IntPredicate mayReap) {
        LOCK.lock();
        try {
            int zombie = Pidfd.anyZombie();
            if (zombie == 0 || BY_PID.containsKey(zombie) || !mayReap.test(zombie)) {
                return false;
            }
            Pidfd.awaitAndReap(zombie);
            return true;
        } finally {
            LOCK.unlock();
        }
    }
}
