package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The loop's time as the clock on the wall has it, although the loop is always heard a little late. */
final class WallTimeTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration AHEAD = Duration.ofHours(7);

    private Instant clock = NOON;
    private final WallTime wall = new WallTime(() -> clock);

    private void heard(Instant at, Duration late) {
        clock = at.plus(AHEAD).plus(late);
        wall.now(at);
    }

    @Test
    void theLeastDelayIsTakenForTheTruth() {
        heard(NOON, Duration.ofMillis(30));
        heard(NOON.plusSeconds(1), Duration.ofMillis(1));
        heard(NOON.plusSeconds(2), Duration.ofMillis(500));
        assertThat(wall.of(NOON)).isEqualTo(NOON.plus(AHEAD).plusMillis(1));
    }

    @Test
    void clockThatWasSetIsFollowed() {
        heard(NOON, Duration.ZERO);
        heard(NOON.plusSeconds(1), Duration.ofDays(1));
        assertThat(wall.of(NOON)).isEqualTo(NOON.plus(AHEAD).plus(Duration.ofDays(1)));
        heard(NOON.plusSeconds(2), Duration.ofDays(-1));
        assertThat(wall.of(NOON)).isEqualTo(NOON.plus(AHEAD).minus(Duration.ofDays(1)));
    }
}
