package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SleepersTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private QueueDirectory queue;

    @BeforeEach
    void open() {
        queue = QueueDirectory.open(directory, 100, false);
    }

    private Slot slot(int index) {
        return queue.control().slot(index);
    }

    @Test
    void sleepersTakeTurns() {
        int[] slots = {0, 5, 63, 64, 300, 511};
        int[] wakes = new int[slots.length];
        for (int round = 0; round < 3 * slots.length; round++) {
            int[] tickets = new int[slots.length];
            for (int i = 0; i < slots.length; i++) {
                tickets[i] = queue.sleepers().announce(slot(slots[i]));
            }
            queue.sleepers().wake(1);
            for (int i = 0; i < slots.length; i++) {
                wakes[i] += queue.control().region().getInt(slot(slots[i]).wakeOffset()) - tickets[i];
                queue.sleepers().awake(slot(slots[i]));
            }
        }
        assertThat(wakes).containsOnly(3);
    }

    @Test
    void aWakeUpBetweenAnnouncingAndSleepingIsNotLost() {
        int ticket = queue.sleepers().announce(slot(7));
        queue.sleepers().wake(1);
        long start = System.nanoTime();
        queue.sleepers().sleep(slot(7), ticket, LONG);
        assertThat(System.nanoTime() - start).isLessThan(LONG / 2);
    }

    @Test
    void aBurstWakesEachSleeperOnce() {
        int first = queue.sleepers().announce(slot(1));
        int second = queue.sleepers().announce(slot(2));
        for (int i = 0; i < 100; i++) {
            queue.sleepers().wake(1);
        }
        assertThat(queue.control().region().getInt(slot(1).wakeOffset())).isEqualTo(first + 1);
        assertThat(queue.control().region().getInt(slot(2).wakeOffset())).isEqualTo(second + 1);
    }

    @Test
    void whoTookItsAnnouncementBackIsNotWoken() {
        int ticket = queue.sleepers().announce(slot(1));
        queue.sleepers().awake(slot(1));
        queue.sleepers().wakeAll();
        assertThat(queue.control().region().getInt(slot(1).wakeOffset())).isEqualTo(ticket);
    }

    @Test
    void sleepEndsByItselfWhenNobodyWakes() {
        int ticket = queue.sleepers().announce(slot(1));
        long start = System.nanoTime();
        queue.sleepers().sleep(slot(1), ticket, TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(15), Duration.ofSeconds(10));
    }

    @Test
    void aSleepingThreadIsWokenTwoHundredTimes() throws InterruptedException {
        int rounds = 200;
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger published = new AtomicInteger();
        Thread sleeper = new Thread(() -> {
            while (passed.get() < rounds) {
                int ticket = queue.sleepers().announce(slot(3));
                if (published.get() == passed.get()) {
                    queue.sleepers().sleep(slot(3), ticket, LONG);
                }
                queue.sleepers().awake(slot(3));
                passed.set(published.get());
            }
        });
        sleeper.start();
        long start = System.nanoTime();
        while (published.get() < rounds) {
            if (passed.get() == published.get()) {
                published.incrementAndGet();
                queue.sleepers().wake(1);
            }
            Thread.onSpinWait();
        }
        sleeper.join();
        assertThat(System.nanoTime() - start).as("a lost wake-up costs 30 s").isLessThan(LONG);
    }
}
