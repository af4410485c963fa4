package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * When a worker counts as ready, how long that may take, and what makes it faster. Immutable.
 *
 * @param archive of the classes of its JVM; empty for programs that have none
 */
public record StartPolicy(Ready ready, Duration timeout, Optional<Archive> archive) {

    /** Whether the master makes an archive of a service's classes and lets its workers start from it. */
    public enum Archive {
        AUTO,
        OFF
    }

    /** Without an archive. */
    public StartPolicy(Ready ready, Duration timeout) {
        this(ready, timeout, Optional.empty());
    }

    /** Who says that a worker is ready. */
    public sealed interface Ready permits Word, LogLine, Probe {
        /** The SDK, over the worker socket. */
        Ready SDK = Word.SDK;

        /** The program, by sd_notify's READY=1. */
        Ready NOTIFY = Word.NOTIFY;

        /** Nobody: it is ready once it was spawned. */
        Ready SPAWNED = Word.SPAWNED;
    }

    /** The cases of {@link Ready} that need no more than a word. */
    public enum Word implements Ready {
        SDK,
        NOTIFY,
        SPAWNED
    }

    /** Its own output: a line in which this regular expression is found. */
    public record LogLine(String log) implements Ready {}
}
