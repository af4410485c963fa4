package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private static final long DAY_MS = 86_400_000;

    private final ClockWatch clock = new ClockWatch(5 * DAY_MS, 1000);

    @Test
    @DisplayName("Q17 Q18 a clock that is set, or a machine that slept, is told once")
    void jumpIsToldOnce() {
        assertThat(clock.look(5 * DAY_MS + 500, 1500)).isEmpty();
        assertThat(clock.look(6 * DAY_MS + 1000, 2000)).contains("set forward by 24h,");
        assertThat(clock.look(6 * DAY_MS + 1500, 2500)).isEmpty();
        assertThat(clock.look(5 * DAY_MS + 2000, 3000)).contains("set back by 24h;");
        assertThat(clock.look(5 * DAY_MS + 4100, 4000)).contains("set forward by 1s,");
    }

    @Test
    void slowCorrectionsAreNotWorthALine() {
        assertThat(clock.look(5 * DAY_MS + 900, 500 + 1000)).isEmpty();
        assertThat(clock.look(5 * DAY_MS + 900, 1000 + 1000)).isEmpty();
    }

    @Test
    @DisplayName("Q19 a process that stood still says so")
    void standstillIsTold() {
        assertThat(clock.look(5 * DAY_MS + 4900, 5900)).isEmpty();
        assertThat(clock.look(5 * DAY_MS + 67_900, 68_900)).contains("stood still for 1m3s;");
    }
}
