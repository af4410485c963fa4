package dev.muster.supervisor.process;

import dev.muster.supervisor.core.ExitStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process that leads a session and a process group of its own: a child, or a stranger that was adopted. Signals go through its
 * pidfd, so they reach this process or nobody, even when its pid belongs to another by now. Thread-safe.
 */
public final class Child {

    private final int pid;
    private final long startTicks;
    /** Null when the leader is dead and reaped, and only its group may be left. */
    private final @Nullable Fd pidfd;

    private final @Nullable Offspring offspring;
    private boolean reaped;
    private boolean closed;

    Child(int pid, long startTicks, @Nullable Fd pidfd, @Nullable Offspring offspring) {
        this.pid = pid;
        this.startTicks = startTicks;
        this.pidfd = pidfd;
        this.offspring = offspring;
    }

    /**
     * Takes hold of a process that another master has started: its end will be noticed, its status will be unknown.
     *
     * @return empty when the process with this pid has ended, or is another one that started at another time
     */
    public static Optional<Child> adopt(int pid, long startTicks) {
        Fd pidfd;
        try {
            pidfd = Pidfd.open(pid);
        } catch (NativeException noSuchProcess) {
            if (noSuchProcess.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw noSuchProcess;
        }
        // Asked after the pidfd is there: the pid cannot change its owner any more without our seeing it.
        if (!ProcStat.isAlive(pid, startTicks)) {
            pidfd.close();
            return Optional.empty();
        }
        // A master that has replaced itself has its children still, and is told how they end.
        boolean ours = ProcStat.read(pid)
                .filter(stat -> stat.parent() == Libc.getpid())
                .isPresent();
        return Optional.of(new Child(pid, startTicks, pidfd, ours ? Offspring.inherited(pid) : null));
    }

    /**
     * What is left of a process that has ended: its group. Somebody must have seen a member, or the number may be another's.
     *
     * @param startTicks of the dead leader: a process with its number that started at another time is a stranger
     */
    public static Child leaderless(int pid, long startTicks) {
        return new Child(pid, startTicks, null, null);
    }

    /**
     * How a process ended that we are the parent of and that nobody has reaped: it died while this master was being replaced.
     *
     * @return empty when there is none of this start time
     */
    public static Optional<ExitStatus> unreaped(int pid, long startTicks) {
        boolean ours = ProcStat.read(pid)
                .filter(stat -> stat.startTicks() == startTicks && !stat.isAlive() && stat.parent() == Libc.getpid())
                .isPresent();
        return ours ? Optional.of(Pidfd.awaitAndReap(pid)) : Optional.empty();
    }

    /** False when only what is left of its group is meant. */
    public boolean hasLeader() {
        return pidfd != null;
    }

    public int pid() {
        return pid;
    }

    /** How long ago it started. */
    public Duration age() {
        return ProcStat.since(startTicks);
    }

    /** When it started, in clock ticks since boot; with the pid and {@link BootId} this names it for ever. */
    public long startTicks() {
        return startTicks;
    }

    /**
     * Sends a signal to the process alone.
     *
     * @return false when it has ended, or may not be signalled by us
     */
    public synchronized boolean signal(int signal) {
        return pidfd != null && pidfd.isOpen() && Pidfd.signal(pidfd, signal) == 0;
    }

    /**
     * Sends a signal to every process of its group, which may outlive it.
     *
     * @return false when nobody is left, or nobody may be signalled by us
     */
    public synchronized boolean signalGroup(int signal) {
        return !closed && groupError(signal) == 0;
    }

    /** True when nothing is left of the process and its group, not even a zombie. */
    public synchronized boolean groupIsGone() {
        return closed || groupError(0) == Errno.ESRCH;
    }

    private int groupError(int signal) {
        int errno = pidfd == null ? Errno.EINVAL : Pidfd.signalGroup(pidfd, signal);
        return errno == Errno.EINVAL ? groupErrorByNumber(signal) : errno;
    }

    /**
     * As {@link #groupError} for kernels before 6.9. A group keeps its number from being given away as long as it has a member, and a
     * zombie that we have not reaped is one. After that a process with our pid is a recycled one, and so is its group.
     */
    int groupErrorByNumber(int signal) {
        boolean ours = (offspring != null && !reaped)
                || ProcStat.read(pid).map(now -> now.startTicks() == startTicks).orElse(true);
        if (!ours) {
            return Errno.ESRCH;
        }
        return Libc.kill(-pid, signal) == 0 ? 0 : Libc.errno();
    }

    /** Reaps it if it has ended. Reaper thread only. */
    Optional<ExitStatus> reap() {
        Optional<ExitStatus> status = Pidfd.reap(pidfd());
        if (status.isPresent()) {
            synchronized (this) {
                reaped = true;
            }
            if (offspring != null) {
                offspring.reaped();
            }
        }
        return status;
    }

    /** Of one that had a living leader. */
    Fd pidfd() {
        return Objects.requireNonNull(pidfd, "the leader is dead");
    }

    /** Lets go of the pidfd; no signal is sent any more. */
    synchronized void close() {
        closed = true;
        if (pidfd != null) {
            pidfd.close();
        }
    }

    @Override
    public String toString() {
        return "process " + pid + " (started at tick " + startTicks + ")";
    }
}
