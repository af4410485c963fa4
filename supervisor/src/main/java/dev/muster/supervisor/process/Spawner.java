package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.muster.supervisor.process.SpawnException.Kind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes with {@code posix_spawn}: about a millisecond each, without a copy of the JVM's memory and without a thread per
 * child.
 *
 * <p>It is asked by one thread, the one that asks first, and that must live as long as the master: the kernel takes the end of the
 * <em>thread</em> that spawned a child for the death of its parent, and TERMs the children that die with their master (prctl(2),
 * PR_SET_PDEATHSIG). Those that do not are spawned by a {@link LeanThread} when very many files are open.
 */
public final class Spawner {

    private static final int SIGKILL = 9;
    private static final int SIGCHLD = 17;
    private static final Pointer SIG_DFL = Pointer.NULL;
    private static final Path DEV_NULL = Path.of("/dev/null");

    /** From so many open files on it takes less time to change to a thread that has none of them, and back. */
    private static final int MANY_FILES = 512;

    /** By so many at most are there fewer open files at the next spawn. */
    private static final int FEWER = 8;

    private final SpawnAttributes attributes = new SpawnAttributes();
    private final Memory pid = new Memory(Integer.BYTES);
    private @Nullable Thread owner;
    private @Nullable Fd spare;
    private @Nullable LeanThread lean;
    private boolean leanAsked;
    /** About so many files are open: the largest number that one got of late. */
    private int files;

    /**
     * @throws UnsupportedOperationException when the C library is too old
     */
    public Spawner() {
        requireGlibc(Libc.gnu_get_libc_version());
        // Whoever started us may have had it ignored: the kernel would then reap our children and forget their status.
        Libc.signal(SIGCHLD, SIG_DFL);
    }

    static void requireGlibc(String version) {
        String[] parts = version.split("\\.", -1);
        if (Integer.parseInt(parts[0]) == 2 && Integer.parseInt(parts[1]) < 34) {
            throw new UnsupportedOperationException("glibc " + version
                    + " is too old: Muster needs posix_spawn_file_actions_addclosefrom_np of glibc 2.34 (Debian 12,"
                    + " Ubuntu 22.04, RHEL 9)");
        }
    }

    /**
     * Starts a process; on return it is executing the program. Give it to {@link Reaper#watch}.
     *
     * @throws SpawnException when it could not be started; nothing of it is left then
     */
    public Child spawn(SpawnRequest request) throws SpawnException {
        try (PreparedSpawn prepared = prepare(request)) {
            return spawn(prepared);
        }
    }

    /**
     * Does what can be done before the process is needed. What it depends on is looked up now: the user, and a program that is to be
     * found in the PATH.
     *
     * @throws SpawnException when it is known already that the process could not be started
     */
    public PreparedSpawn prepare(SpawnRequest request) throws SpawnException {
        confine();
        return PreparedSpawn.of(request);
    }

    /** As {@link #spawn(SpawnRequest)}, a tenth of a millisecond faster. */
    public Child spawn(PreparedSpawn prepared) throws SpawnException {
        confine();
        reserveDescriptor();
        return takeHold(Offspring.register(() -> posixSpawn(prepared)));
    }

    private int posixSpawn(PreparedSpawn prepared) throws SpawnException {
        LeanThread other = prepared.request().diesWithMaster() ? null : leanThread();
        int errno = other == null ? callPosixSpawn(prepared) : other.call(() -> callPosixSpawn(prepared));
        if (errno != 0) {
            throw diagnose(prepared.request(), prepared.file(), errno);
        }
        return pid.getInt(0);
    }

    private int callPosixSpawn(PreparedSpawn prepared) {
        int errno = Libc.posix_spawn(
                pid,
                prepared.path(),
                prepared.actions().address(),
                attributes.address(),
                prepared.arguments().address(),
                prepared.environment().address());
        // The kernel has woken us on the child's processor, and there the child would wait until our own work is done:
        // measured, a
        // restart takes 1.9 ms rather than 2.8 ms.
        Libc.sched_yield();
        return errno;
    }

    /** Where to spawn when very many files are open; null for the calling thread. */
    private @Nullable LeanThread leanThread() {
        if (files < MANY_FILES) {
            return null;
        }
        if (!leanAsked) {
            leanAsked = true;
            lean = LeanThread.start().orElse(null);
        }
        return lean == null || lean.isRefused() ? null : lean;
    }

    private void confine() {
        Thread current = Thread.currentThread();
        if (owner == null) {
            owner = current;
        } else if (owner != current) {
            throw new IllegalStateException("expected to spawn on thread " + owner.getName() + ", found "
                    + current.getName() + "; children end with the thread that spawned them");
        }
    }

    /** Keeps a number for the child's pidfd: to find out that there is none when the child runs already would be late. */
    private void reserveDescriptor() throws SpawnException {
        if (spare == null) {
            try {
                spare = Fd.open(DEV_NULL, Fd.O_RDONLY, 0);
            } catch (NativeException full) {
                throw refused("/dev/null", full.errno());
            }
        }
    }

    private static SpawnException diagnose(SpawnRequest request, String file, int errno) throws SpawnException {
        if (errno == Errno.ENOENT || errno == Errno.EACCES || errno == Errno.ENOTDIR) {
            ProgramFile.requireDirectory(request);
            ProgramFile.requireExecutable(request.workingDirectory().resolve(file));
        }
        return refused(file, errno);
    }

    /** Our child stays at least a zombie until we reap it: its pid means nobody else here. */
    private Child takeHold(Offspring child) throws SpawnException {
        try {
            return identify(child);
        } catch (NativeException full) {
            if (spare != null) {
                spare.close();
                spare = null;
            }
        }
        try {
            return identify(child);
        } catch (NativeException unusable) {
            Libc.kill(-child.pid(), SIGKILL);
            Pidfd.awaitAndReap(child.pid());
            child.reaped();
            throw refused("process " + child.pid(), unusable.errno());
        }
    }

    /** The file in {@code /proc} is closed before the pidfd is opened: one free number does for both. */
    private Child identify(Offspring child) {
        long startTicks = ProcStat.read(child.pid())
                .orElseThrow(() -> new NativeException("read /proc/" + child.pid() + "/stat", Errno.ENOENT))
                .startTicks();
        Fd pidfd = Pidfd.open(child.pid());
        files = Math.max(pidfd.number(), files - FEWER); // it may have filled a gap
        return new Child(child.pid(), startTicks, pidfd, child);
    }

    private static SpawnException refused(String file, int errno) {
        return switch (errno) {
            case Errno.EMFILE ->
                new SpawnException(
                        Kind.TOO_MANY_FILES,
                        "the master has as many files open as it may (EMFILE); raise its limit: LimitNOFILE, ulimit -n");
            case Errno.ENFILE ->
                new SpawnException(
                        Kind.TOO_MANY_FILES, "the machine has too many files open (ENFILE); raise sysctl fs.file-max");
            case Errno.EAGAIN ->
                new SpawnException(
                        Kind.TRY_AGAIN,
                        "no more processes are allowed now (EAGAIN); raise ulimit -u, TasksMax or the cgroup's"
                                + " pids.max");
            case Errno.ENOMEM -> new SpawnException(Kind.TRY_AGAIN, "no memory for another process now (ENOMEM)");
            case Errno.E2BIG ->
                new SpawnException(
                        Kind.OTHER,
                        "arguments and environment of " + file + " are larger than the kernel takes (E2BIG)");
            default -> ProgramFile.refused(file, errno);
        };
    }
}
