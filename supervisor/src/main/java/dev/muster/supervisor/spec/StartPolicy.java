package dev.muster.supervisor.spec;

import java.time.Duration;

/** When a worker counts as ready, and how long that may take. Immutable. */
public record StartPolicy(Ready ready, Duration timeout) {

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
