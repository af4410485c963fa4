package dev.muster.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until the test moves it; give it to the code under test, too. Thread-safe, but for moving it. */
public final class ManualClock extends Clock {

    private final Turns turns;
    private final ZoneId zone;

    ManualClock(Turns turns, ZoneId zone) {
        this.turns = turns;
        this.zone = zone;
    }

    ManualClock(Turns turns) {
        this(turns, ZoneOffset.UTC);
    }

    /**
     * Moves the clock. Whoever waits in a service for a time on the way goes on at that time, periodic tasks too; jobs that become due are
     * ready then, and wait for {@link InlineMuster#drain()}. On the test's thread only.
     *
     * @param time how far; zero lets go on who is due now
     * @throws IllegalArgumentException when it would go back
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back: " + time);
        }
        turns.advance(time.toNanos());
    }

    @Override
    public Instant instant() {
        return turns.instant();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new ManualClock(turns, other);
    }
}
