package dev.muster.supervisor.spec;

import java.time.Duration;

/** When a worker counts as ready, and how long that may take. Immutable. */
public record StartPolicy(Ready ready, Duration timeout) {

    /** Who says that a worker is ready. */
    public enum Ready {
        /** The SDK, over the worker socket. */
        SDK,
        /** The program, by sd_notify's READY=1. */
        NOTIFY,
        /** Nobody: it is ready once it was spawned. */
        SPAWNED
    }
}
