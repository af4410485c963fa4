package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Backoff;
import java.time.Duration;

/** How long to wait before a restart. Two pure functions, the series and its jitter, as in Oban's backoff module. */
final class BackoffDelay {

    private BackoffDelay() {}

    /** {@code initial * factor^(attempt-1)}, at most {@code max}; {@code attempt} counts from 1. */
    static Duration exact(Backoff backoff, int attempt) {
        double millis = backoff.initial().toMillis() * Math.pow(backoff.factor(), attempt - 1.0);
        double bounded = Math.min(millis, (double) backoff.max().toMillis());
        return Duration.ofMillis((long) bounded);
    }

    /**
     * Spreads a delay over its band, so that workers that died together do not come back together. Never above {@code max}: at
     * the top of the series the band reaches down only.
     *
     * @param random in [0, 1): 0 is the shortest delay of the band, 0.5 the exact one
     */
    static Duration spread(Backoff backoff, Duration exact, double random) {
        double factor = 1 + backoff.jitter() * (2 * random - 1);
        long millis = Math.round(exact.toMillis() * factor);
        return Duration.ofMillis(Math.min(millis, backoff.max().toMillis()));
    }
}
