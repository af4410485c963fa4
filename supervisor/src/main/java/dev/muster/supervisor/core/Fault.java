package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a life is ended although it is wanted. Immutable.
 *
 * @param why as a sentence
 * @param since when it began to be unwell
 * @param signal what it is to be sent, {@code ""} for the stop signal of its service
 * @param oom when it is for want of memory
 */
public record Fault(String why, Instant since, String signal, Optional<Oom> oom) {

    /** Not for want of memory. */
    public Fault(String why, Instant since, String signal) {
        this(why, since, signal, Optional.empty());
    }

    Fault shifted(Duration by) {
        return new Fault(why, since.plus(by), signal, oom);
    }
}
