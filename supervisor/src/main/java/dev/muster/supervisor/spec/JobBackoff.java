package dev.muster.supervisor.spec;

import java.time.Duration;

/**
 * How long a failed job waits: longer each time. Immutable.
 *
 * @param jitter 0.2 spreads each delay over +-20 %
 */
public record JobBackoff(Duration initial, Duration max, double factor, double jitter) {}
