package dev.muster.queue;

import java.util.List;

/**
 * A job that was put aside, with the evidence. Immutable.
 *
 * @param id under which it was put, and under which it can be tried again
 * @param job as it was put
 * @param reason why, in one line
 * @param attempts deliveries that ended in a failure of the handler
 * @param crashes workers that died with the job in their hands
 * @param interruptions deliveries that a planned stop ended
 * @param putAtMs when it was put, in milliseconds of the epoch
 * @param diedAtMs when it was put aside
 * @param worker who put it aside
 * @param error the exception with its stack, cut off after 16 KiB; empty when there was none
 * @param crashed the deaths of workers that held it, the oldest first
 */
public record DeadLetter(
        JobId id,
        Job job,
        String reason,
        int attempts,
        int crashes,
        int interruptions,
        long putAtMs,
        long diedAtMs,
        String worker,
        String error,
        List<CrashRecord> crashed) {

    /**
     * Copies the list.
     *
     * @param id under which it was put
     * @param job as it was put
     * @param reason why, in one line
     * @param attempts failures of the handler
     * @param crashes deaths of workers
     * @param interruptions ends by a planned stop
     * @param putAtMs when it was put, in milliseconds of the epoch
     * @param diedAtMs when it was put aside, in milliseconds of the epoch
     * @param worker who put it aside
     * @param error the exception with its stack; may be empty
     * @param crashed the deaths of workers that held it, the oldest first
     */
    public DeadLetter {
        crashed = List.copyOf(crashed);
    }
}
