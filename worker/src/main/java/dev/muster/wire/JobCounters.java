package dev.muster.wire;

/**
 * The jobs of one incarnation of a worker over all its queues. Immutable.
 *
 * @param running in hand now
 * @param done acknowledged since the start
 * @param failed retried or buried since the start
 */
public record JobCounters(long running, long done, long failed) {}
