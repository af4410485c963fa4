package dev.muster.queue.ledger;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is told of a queue at one moment. Immutable.
 *
 * @param pausedUntil empty when the queue is not paused, {@link Instant#MAX} when that has no end
 */
public record QueueFigures(QueueStats stats, QueueCounters counters, Optional<Instant> pausedUntil) {}
