package dev.muster.queue;

/**
 * How far a job is that runs, as it has said last. Immutable.
 *
 * @param fraction 0 to 1
 * @param note what it is doing, a few words; empty for nothing
 */
public record JobProgress(double fraction, String note) {}
