package dev.muster.worker;

import dev.muster.queue.JobId;

/**
 * Which job this is, and for the how manieth time. Immutable.
 *
 * @param attempt 1 for the first; interruptions by a planned stop do not count
 * @param crashes workers that died while they held the job
 */
public record Delivery(JobId id, int attempt, int crashes) {}
