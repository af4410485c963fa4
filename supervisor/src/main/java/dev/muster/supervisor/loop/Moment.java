package dev.muster.supervisor.loop;

import java.time.Instant;

/**
 * One moment by both clocks. Immutable.
 *
 * @param at the loop's monotonic time
 * @param wall what people are shown
 */
public record Moment(Instant at, Instant wall) {}
