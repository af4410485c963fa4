package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SettlingTest {
    private final ArrayDeque<Runnable> due = new ArrayDeque<>();
    private final AtomicInteger settled = new AtomicInteger();
    private final Settling settling = new Settling(this::later, settled::incrementAndGet);

    private void later(Duration delay, Runnable task) {
        assertThat(delay).isPositive();
        due.add(task);
    }

    private void stir(int times) {
        for (int i = 0; i < times; i++) {
            settling.stir();
        }
    }

    @Test
    void fewChangesAreNoReason() {
        stir(29);
        assertThat(due).isEmpty();
    }

    @Test
    void burstIsFollowedByOneSettling() {
        stir(200);
        assertThat(due).hasSize(1);
        due.remove().run(); // so much since it was put off: it may still go on
        assertThat(settled).hasValue(0);
        due.remove().run();
        assertThat(settled).hasValue(1);
        assertThat(due).isEmpty();
    }

    @Test
    void nextBurstIsAsGoodAReasonAsTheFirst() {
        for (int burst = 1; burst <= 3; burst++) {
            stir(40);
            due.remove().run();
            assertThat(settled).hasValue(burst);
        }
    }

    @Test
    void whatNeverRestsIsNotInterrupted() {
        stir(40);
        for (int i = 0; i < 10; i++) {
            stir(100);
            due.remove().run();
        }
        assertThat(settled).hasValue(0);
    }

    @Test
    void closedOneSettlesNothing() {
        stir(40);
        settling.close();
        due.remove().run();
        assertThat(settled).hasValue(0);
    }
}
