package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How and when the process of an incarnation ended. Immutable.
 *
 * @param oom when it ended for want of memory
 */
public record LastExit(ExitStatus status, Instant at, Optional<Oom> oom) {

    /** Not for want of memory. */
    public LastExit(ExitStatus status, Instant at) {
        this(status, at, Optional.empty());
    }

    /** {@code exit 3}, {@code out of memory (Java heap)}. */
    String text(String more) {
        return oom.map(found -> found.text(more)).orElseGet(() -> status + more);
    }

    LastExit shifted(Duration by) {
        return new LastExit(status, at.plus(by), oom);
    }
}
