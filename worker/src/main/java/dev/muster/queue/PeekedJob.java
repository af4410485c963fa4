package dev.muster.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * A job as it was seen in a queue, which may have gone on meanwhile. Immutable.
 *
 * @param id its identity within its queue
 * @param state where it was in its life
 * @param job as it was put
 * @param attempts how many deliveries ended in a failure of the handler
 * @param crashes how many workers died while they held it
 * @param interruptions how many deliveries were ended by a planned stop
 * @param putAt when it was put first
 * @param stateAt ready, running and dead: since when; delayed: until when
 * @param worker who runs it, such as {@code printer.1#3}; empty when nobody does
 * @param progress what it has said last of how far it is, if it runs
 * @param cancelled its worker was asked to end it, and it has not ended yet
 */
public record PeekedJob(
        JobId id,
        JobState state,
        Job job,
        int attempts,
        int crashes,
        int interruptions,
        Instant putAt,
        Instant stateAt,
        String worker,
        Optional<JobProgress> progress,
        boolean cancelled) {}
