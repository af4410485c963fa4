package dev.muster.supervisor.process;

import java.util.concurrent.TimeUnit;

/**
 * Reaps orphans that are not ours: as a child subreaper, or PID 1 of a container, the master inherits every daemonised grandchild, and
 * each would stay a zombie for ever. Reaper thread only.
 *
 * <p>Nothing tells of them: SIGCHLD belongs to the JVM and a signalfd sees a signal only when every thread blocks it. So the reaper
 * asks once a second, which is one system call when there is none.
 */
final class Strangers {

    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int ourSession = Libc.getsid(0);
    private int suspect;
    private long suspectSince;

    /** Lets orphans of our descendants come to us instead of to PID 1. Any thread; for the whole process. */
    static void adoptOrphans() {
        NativeException.check(Libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl PR_SET_CHILD_SUBREAPER");
    }

    void sweep() {
        while (Offspring.reapStranger(this::mayReap)) {
            suspect = 0;
        }
    }

    /**
     * Every child that we spawn has a session of its own. A zombie in ours may be a child that the Java library has started and is
     * about to reap itself: it gets the time to do so.
     */
    private boolean mayReap(int pid) {
        if (ProcStat.read(pid).map(ProcStat::session).orElse(0) != ourSession) {
            return true;
        }
        if (pid != suspect) {
            suspect = pid;
            suspectSince = System.nanoTime();
            return false;
        }
        return System.nanoTime() - suspectSince > PATIENCE_NANOS;
    }
}
