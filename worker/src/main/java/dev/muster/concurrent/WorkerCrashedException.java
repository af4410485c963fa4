package dev.muster.concurrent;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The process that ran a task has died in the middle of it. Only that task fails; the process is replaced. Immutable. */
public final class WorkerCrashedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long pid;
    private final int exitCode;
    private final int signal;
    private final @Nullable String errorFile;
    private final String[] lastLines;

    WorkerCrashedException(String message, MemberEnd end) {
        super(message);
        this.pid = end.pid();
        this.exitCode = end.code();
        this.signal = end.signal();
        this.errorFile = end.errorFile() == null ? null : end.errorFile().toString();
        this.lastLines = end.lastLines().toArray(new String[0]);
    }

    /** Of the process that died. */
    public long pid() {
        return pid;
    }

    /** Empty when it was ended by a signal. */
    public OptionalInt exitCode() {
        return signal == 0 ? OptionalInt.of(exitCode) : OptionalInt.empty();
    }

    /** The number of the signal that ended it, 9 for SIGKILL; empty when it left with an exit code. */
    public OptionalInt signal() {
        return signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal);
    }

    /** The report of a JVM that crashed by itself (hs_err_pid*.log). */
    public Optional<Path> errorFile() {
        return Optional.ofNullable(errorFile).map(Path::of);
    }

    /** What it printed last, on stdout and stderr. */
    public List<String> lastLines() {
        return List.of(lastLines);
    }
}
