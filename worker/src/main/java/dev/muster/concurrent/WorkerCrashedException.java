package dev.muster.concurrent;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The process that ran a task has died in the middle of it. Only that task fails; the process is replaced. Immutable. */
public final class WorkerCrashedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Of the process that died. */
    private final long pid;
    /** What it has left with; nothing when there is a signal. */
    private final int exitCode;
    /** The signal that ended it, 0 for none. */
    private final int signal;
    /** The path of the JVM's report; null when there is none. */
    private final @Nullable String errorFile;
    /** What it printed last. */
    private final String[] lastLines;

    WorkerCrashedException(String message, MemberEnd end) {
        super(message);
        this.pid = end.pid();
        this.exitCode = end.code();
        this.signal = end.signal();
        this.errorFile = end.errorFile() == null ? null : end.errorFile().toString();
        this.lastLines = end.lastLines().toArray(new String[0]);
    }

    /**
     * Which process died.
     *
     * @return its id; another process may have it by now
     */
    public long pid() {
        return pid;
    }

    /**
     * What it has left with by itself.
     *
     * @return 0 to 255; empty when it was ended by a signal
     */
    public OptionalInt exitCode() {
        return signal == 0 ? OptionalInt.of(exitCode) : OptionalInt.empty();
    }

    /**
     * What ended it.
     *
     * @return the number of the signal, 9 for SIGKILL; empty when it left with an exit code
     */
    public OptionalInt signal() {
        return signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal);
    }

    /**
     * The report of a JVM that crashed by itself (hs_err_pid*.log).
     *
     * @return empty when there is none
     */
    public Optional<Path> errorFile() {
        return Optional.ofNullable(errorFile).map(Path::of);
    }

    /**
     * What it printed last, on stdout and stderr.
     *
     * @return the oldest first; may be empty
     */
    public List<String> lastLines() {
        return List.of(lastLines);
    }
}
