package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Why a life is ended although it is wanted. Immutable.
 *
 * @param why as a sentence
 * @param since when it began to be unwell
 * @param signal what it is to be sent, {@code ""} for the stop signal of its service
 */
public record Fault(String why, Instant since, String signal) {

    Fault shifted(Duration by) {
        return new Fault(why, since.plus(by), signal);
    }
}
