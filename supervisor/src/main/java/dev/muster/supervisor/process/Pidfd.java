package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.muster.supervisor.core.ExitStatus;
import java.util.Optional;

/** The calls on a pidfd: a descriptor that means one process for ever, whatever happens to its number. No state. */
final class Pidfd {

    // These numbers are the same on every architecture since Linux 5.1.
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;

    /** Linux 6.9. */
    private static final long SIGNAL_PROCESS_GROUP = 1 << 2;

    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;

    // siginfo_t of 64-bit Linux
    private static final int SI_CODE = 8;
    private static final int SI_PID = 16;
    private static final int SI_STATUS = 24;
    private static final int SIZEOF_SIGINFO = 128;
    private static final int CLD_EXITED = 1;
    private static final ThreadLocal<Memory> SIGINFO = ThreadLocal.withInitial(() -> new Memory(SIZEOF_SIGINFO));

    private Pidfd() {}

    /** Opens one, close-on-exec; ESRCH when there is no such process. A zombie has one. */
    static Fd open(int pid) {
        int fd = (int) Libc.syscall(SYS_PIDFD_OPEN, pid, 0, Pointer.NULL, 0);
        return new Fd(NativeException.check(fd, "pidfd_open " + pid));
    }

    /** Sends a signal to the process; the error number, 0 when it was sent. */
    static int signal(Fd pidfd, int signal) {
        return send(pidfd, signal, 0);
    }

    /** Sends a signal to the group that the process leads, or led; EINVAL when the kernel is older than 6.9. */
    static int signalGroup(Fd pidfd, int signal) {
        return send(pidfd, signal, SIGNAL_PROCESS_GROUP);
    }

    private static int send(Fd pidfd, int signal, long flags) {
        long result = Libc.syscall(SYS_PIDFD_SEND_SIGNAL, pidfd.number(), signal, Pointer.NULL, flags);
        return result == 0 ? 0 : Libc.errno();
    }

    /** Reaps the process if it has ended; empty when it has not. Of a process that is not our child the status is unknown. */
    static Optional<ExitStatus> reap(Fd pidfd) {
        return waitFor(P_PIDFD, pidfd.number(), WNOHANG);
    }

    /** As {@link #reap}, for a child of which we have no pidfd; waits until it has ended. */
    static ExitStatus awaitAndReap(int pid) {
        return waitFor(P_PID, pid, 0).orElseGet(ExitStatus::unknown);
    }

    private static Optional<ExitStatus> waitFor(int idType, int id, int options) {
        Memory info = SIGINFO.get();
        info.setInt(SI_PID, 0);
        int result;
        do {
            result = Libc.waitid(idType, id, info, WEXITED | options);
        } while (result < 0 && Libc.errno() == Errno.EINTR);
        if (result < 0) {
            return Optional.of(ExitStatus.unknown());
        }
        if (info.getInt(SI_PID) == 0) {
            return Optional.empty();
        }
        int status = info.getInt(SI_STATUS);
        boolean exited = info.getInt(SI_CODE) == CLD_EXITED;
        return Optional.of(exited ? ExitStatus.exited(status) : ExitStatus.signalled(status));
    }

    /** The pid of some child that has ended and was not reaped, which it stays; 0 when there is none. */
    static int anyZombie() {
        Memory info = SIGINFO.get();
        info.setInt(SI_PID, 0);
        int result = Libc.waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT);
        return result < 0 ? 0 : info.getInt(SI_PID);
    }
}
