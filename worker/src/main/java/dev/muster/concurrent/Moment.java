package dev.muster.concurrent;

import java.time.Instant;

/**
 * One reading of both clocks. Immutable.
 *
 * @param nanos monotonic
 * @param wall may be set at any time
 */
record Moment(long nanos, Instant wall) {}
