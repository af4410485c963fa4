package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.muster.supervisor.process.SpawnException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes with {@code posix_spawn}: about a millisecond each, without a copy of the JVM's memory and without a thread per
 * child.
 *
 * <p>All spawns come from one thread, the one that spawns first, and it must live as long as the master: the kernel takes the end of the
 * <em>thread</em> that spawned a child for the death of its parent, and TERMs the children that die with their master (prctl(2),
 * PR_SET_PDEATHSIG).
 */
public final class Spawner {

    private static final int SIGKILL = 9;
    private static final int SIGCHLD = 17;
    private static final Pointer SIG_DFL = Pointer.NULL;
    private static final Path DEV_NULL = Path.of("/dev/null");

    private final SpawnAttributes attributes = new SpawnAttributes();
    private @Nullable Thread owner;

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
        confine();
        if (!Files.isDirectory(request.workingDirectory())) {
            throw new SpawnException(
                    Kind.NO_DIRECTORY,
                    "working directory " + request.workingDirectory()
                            + " does not exist; create it or change working-directory");
        }
        Optional<Account> account = request.user().isPresent()
                ? Optional.of(Account.named(request.user().get()))
                : Optional.empty();
        Path program = ProgramFile.find(request.argv().get(0), request.environment(), request.workingDirectory());
        List<String> argv = new ArrayList<>(Setpriv.prefix(account, request.diesWithMaster()));
        Path file = argv.isEmpty() ? program : Path.of(argv.get(0));
        argv.add(argv.isEmpty() ? request.argv0() : program.toString());
        argv.addAll(request.argv().subList(1, request.argv().size()));
        return start(request, file, argv, environment(request, account));
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

    private static List<String> environment(SpawnRequest request, Optional<Account> account) {
        Map<String, String> variables = new TreeMap<>(request.environment());
        account.ifPresent(user -> {
            variables.putIfAbsent("HOME", user.home());
            variables.putIfAbsent("USER", user.name());
            variables.putIfAbsent("LOGNAME", user.name());
        });
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    private Child start(SpawnRequest request, Path file, List<String> argv, List<String> environment)
            throws SpawnException {
        try (FileActions actions = new FileActions(request);
                CStringArray arguments = new CStringArray(argv);
                CStringArray variables = new CStringArray(environment);
                Memory pid = new Memory(Integer.BYTES)) {
            requireFreeDescriptor();
            Offspring child = Offspring.register(() -> {
                int errno = Libc.posix_spawn(
                        pid,
                        Libc.cString(file.toString()),
                        actions.address(),
                        attributes.address(),
                        arguments.address(),
                        variables.address());
                if (errno != 0) {
                    throw refused(file, errno);
                }
                return pid.getInt(0);
            });
            return takeHold(child);
        }
    }

    /** For the child's pidfd: to find out that there is none when the child runs already would be late. */
    private static void requireFreeDescriptor() throws SpawnException {
        try {
            Fd.open(DEV_NULL, Fd.O_RDONLY, 0).close();
        } catch (NativeException full) {
            throw refused(DEV_NULL, full.errno());
        }
    }

    /** Our child stays at least a zombie until we reap it: its pid means nobody else here. */
    private static Child takeHold(Offspring child) throws SpawnException {
        int pid = child.pid();
        try {
            Fd pidfd = Pidfd.open(pid);
            return new Child(pid, ProcStat.read(pid).orElseThrow().startTicks(), pidfd, child);
        } catch (NativeException unusable) {
            Libc.kill(-pid, SIGKILL);
            Pidfd.awaitAndReap(pid);
            child.reaped();
            throw refused(Path.of("/proc/" + pid), unusable.errno());
        }
    }

    private static SpawnException refused(Path file, int errno) {
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
