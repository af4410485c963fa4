package dev.muster.supervisor.spec;

import java.time.Duration;

/**
 * Exponential back-off between restarts. Immutable.
 *
 * @param jitter 0.2 spreads each delay over +-20 %
 * @param resetAfter a life at least this long is healthy: the next restart is immediate and the series starts again
 */
public record Backoff(Duration initial, Duration max, double factor, double jitter, Duration resetAfter) {}
