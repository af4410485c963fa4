package dev.muster.supervisor.loop;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Looks like wall time, but runs by {@link System#nanoTime}: setting the system's clock neither hastens nor delays a deadline.
 * Thread-safe.
 */
public final class MonotonicClock implements InstantSource {

    private final Instant origin;
    private final long nanosAtOrigin;

    public MonotonicClock(Instant origin) {
        this.origin = origin;
        this.nanosAtOrigin = System.nanoTime();
    }

    @Override
    public Instant instant() {
        return origin.plusNanos(System.nanoTime() - nanosAtOrigin);
    }
}
