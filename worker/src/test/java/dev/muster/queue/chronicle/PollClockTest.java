package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollClockTest {

    private final PollClock clock = new PollClock();

    @Test
    void theTimeOfDayIsCarriedOnAndIsNeverAhead() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        do {
            long before = System.currentTimeMillis();
            clock.look(false);
            assertThat(clock.ms()).isBetween(before - 1, System.currentTimeMillis());
        } while (clock.nanos() - end < 0);
    }

    @Test
    void whoeverWaitsGetsTheTimeOfDayItself() {
        clock.look(false);
        long before = System.currentTimeMillis();
        clock.look(true);
        assertThat(clock.ms()).isBetween(before, System.currentTimeMillis());
    }
}
