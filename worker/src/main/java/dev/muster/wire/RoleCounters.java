package dev.muster.wire;

/**
 * What one incarnation of a worker did with one queue role since it started; jobs. Immutable.
 *
 * @param puts put into the queue
 * @param taken claimed
 * @param done acknowledged
 * @param retried given back after a failure
 * @param released given back without one
 * @param buried put aside as dead
 */
public record RoleCounters(long puts, long taken, long done, long retried, long released, long buried) {}
