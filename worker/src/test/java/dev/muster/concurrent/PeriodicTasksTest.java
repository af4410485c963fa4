package dev.muster.concurrent;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PeriodicTasksTest {
    private final HandCrank crank = new HandCrank();
    private final PeriodicTasks tasks = tasks(crank, 0);
    private final List<Instant> runs = new ArrayList<>();

    private PeriodicTasks tasks(Executor executor, double random) {
        return new PeriodicTasks(executor, false, crank::nanos, crank, () -> random);
    }

    private void run() {
        runs.add(crank.instant());
    }

    /** Looks at the clock once a second. */
    private void seconds(PeriodicTasks cranked, int seconds) {
        for (int i = 0; i < seconds; i++) {
            crank.pass(ofSeconds(1));
            cranked.runDue();
        }
    }

    private void seconds(int seconds) {
        seconds(tasks, seconds);
    }

    @Test
    void aTaskRunsFirstAfterTheSpacingAndThenEachTime() {
        Watcher watcher = tasks.add(Periodic.every(ofSeconds(5)), this::run);
        assertThat(tasks.runDue()).isEqualTo(ofSeconds(5));
        seconds(4);
        assertThat(runs).isEmpty();
        seconds(11);
        assertThat(runs).hasSize(3);
        assertThat(watcher.snapshot().untilNext()).contains(ofSeconds(5));
        assertThat(watcher.name()).isEqualTo("task-1");
    }

    @Test
    void aTaskThatIsToRunImmediatelyDoes() {
        tasks.add(Periodic.every(ofSeconds(5)).runImmediately(), this::run);
        tasks.runDue();
        assertThat(runs).hasSize(1);
        seconds(5);
        assertThat(runs).hasSize(2);
    }

    @Test
    void theSpacingIsFromTheLastStartOrFromTheLastFinish() {
        List<Instant> others = new ArrayList<>();
        tasks.add(Periodic.every(ofSeconds(10)).runImmediately(), () -> {
            run();
            crank.pass(ofSeconds(3));
        });
        tasks.runDue();
        tasks.add(Periodic.every(ofSeconds(10)).fromLastFinish().runImmediately(), () -> {
            others.add(crank.instant());
            crank.pass(ofSeconds(3));
        });
        tasks.runDue();
        seconds(40);
        assertThat(Duration.between(runs.get(0), runs.get(1))).isEqualTo(ofSeconds(10));
        assertThat(Duration.between(others.get(0), others.get(1))).isEqualTo(ofSeconds(13));
    }

    @Test
    void aRunThatTakesTooLongIsFollowedByOneAndNotByAllThatItMissed() {
        tasks.add(Periodic.every(ofSeconds(1)), () -> {
            run();
            crank.pass(runs.size() == 1 ? ofSeconds(10) : Duration.ZERO);
        });
        seconds(1);
        for (int i = 0; i < 5; i++) {
            tasks.runDue();
        }
        assertThat(runs).hasSize(2);
        seconds(2);
        assertThat(runs).hasSize(4);
    }

    @Test
    @DisplayName("S81 neither a night's sleep nor a clock that is set brings a burst")
    void noBurstAfterASleepOrAClockThatWasSet() {
        tasks.add(Periodic.every(ofMinutes(1)), this::run);
        tasks.add(Periodic.every(ofMinutes(1)).aligned(), this::run);
        crank.pass(Duration.ofHours(8));
        for (int i = 0; i < 5; i++) {
            tasks.runDue();
        }
        assertThat(runs).hasSize(2);
        crank.set(Duration.ofHours(5));
        for (int i = 0; i < 5; i++) {
            tasks.runDue();
        }
        assertThat(runs)
                .as("the aligned one looks at the wall, the other one does not")
                .hasSize(3);
        crank.set(Duration.ofDays(-3));
        seconds(120);
        assertThat(runs).hasSize(7);
    }

    @Test
    void anAlignedTaskRunsAtRoundTimes() {
        tasks.add(Periodic.every(ofMinutes(5)).aligned(), this::run);
        seconds(16 * 60);
        assertThat(runs)
                .extracting(Instant::toString)
                .containsExactly("2026-03-01T10:10:00Z", "2026-03-01T10:15:00Z", "2026-03-01T10:20:00Z");
    }

    @Test
    void anAlignedTaskDoesNotRunTwiceForOneTimeWhenTheWallClockGoesSlower() {
        tasks.add(Periodic.every(ofMinutes(5)).aligned(), () -> {
            run();
            crank.set(ofMillis(-20));
        });
        seconds(6 * 60);
        assertThat(runs).hasSize(1);
    }

    @Test
    void anAlignedTaskFollowsAClockThatIsSetBack() {
        tasks.add(Periodic.every(ofMinutes(5)).aligned(), this::run);
        crank.set(ofMinutes(-1));
        seconds(151);
        assertThat(runs).as("10:09:01 on the wall").isEmpty();
        seconds(60);
        assertThat(runs).extracting(Instant::toString).containsExactly("2026-03-01T10:10:00Z");
    }

    @Test
    void jitterAddsAPartOfTheSpacing() {
        PeriodicTasks jittered = tasks(crank, 0.5);
        jittered.add(Periodic.every(ofSeconds(100)).jitter(0.1), this::run);
        assertThat(jittered.runDue()).isEqualTo(ofSeconds(105));
        jittered.add(Periodic.every(ofMinutes(5)).aligned().jitter(0.1), this::run);
        seconds(jittered, 200);
        assertThat(runs).extracting(Instant::toString).contains("2026-03-01T10:10:15Z");
    }

    @Test
    void aTaskDoesNotOverlapItself() {
        crank.hold();
        Watcher watcher = tasks.add(Periodic.every(ofSeconds(1)), this::run);
        seconds(5);
        assertThat(watcher.snapshot().running()).isTrue();
        crank.runHeld();
        assertThat(runs).hasSize(1);
        assertThat(watcher.snapshot().elapsedWaiting()).isEqualTo(ofSeconds(4));
        assertThat(watcher.snapshot().lateness().last()).isEqualTo(ofSeconds(4));
    }

    @Test
    void theFiguresAreThoseOfTheRuns() {
        AtomicInteger number = new AtomicInteger();
        List<String> told = new ArrayList<>();
        tasks.onFailure((watcher, failure) -> told.add(watcher.name() + " " + failure.getMessage()));
        Watcher watcher = tasks.add(Periodic.every(ofSeconds(10)).named("poll"), () -> {
            crank.pass(ofMillis(200));
            if (number.incrementAndGet() % 2 == 0) {
                throw new Exception("even");
            }
        });
        assertThat(watcher.snapshot().averageElapsed()).isEmpty();
        crank.pass(ofSeconds(12));
        tasks.runDue();
        seconds(30);
        Watcher.Snapshot now = watcher.snapshot();
        assertThat(now.runs()).isEqualTo(4);
        assertThat(now.successes()).isEqualTo(2);
        assertThat(now.failures()).isEqualTo(2);
        assertThat(now.failuresInRow()).isEqualTo(1);
        assertThat(now.averageElapsed()).contains(ofMillis(200));
        assertThat(now.averageElapsedWaiting()).contains(Duration.ZERO);
        assertThat(now.lateness().max()).isEqualTo(ofSeconds(2));
        assertThat(now.lateness().mean()).isLessThan(ofSeconds(2));
        assertThat(told).containsExactly("poll even", "poll even");
        assertThat(watcher).hasToString("poll (every 10s from start, runs 4, failures 2)");
        assertThat(tasks.table().lines().toList().get(1)).startsWith("poll ").contains("every 10s from start", "200ms");
    }

    @Test
    void neverAgainIsASuccessAndTheEnd() throws InterruptedException {
        Watcher watcher = tasks.add(Periodic.every(ofSeconds(1)), () -> {
            run();
            throw new NeverAgain("seen enough");
        });
        assertThat(tasks.awaitEnd(Duration.ZERO)).isFalse();
        seconds(5);
        assertThat(runs).hasSize(1);
        assertThat(watcher.snapshot().successes()).isEqualTo(1);
        assertThat(watcher.snapshot().stopRequested()).isTrue();
        assertThat(watcher.snapshot().active()).isFalse();
        assertThat(tasks.awaitEnd(Duration.ZERO)).isTrue();
    }

    @Test
    void aRunThatNobodyTakesIsOfferedAgainInAboutASecond() {
        AtomicInteger refusals = new AtomicInteger(1);
        PeriodicTasks refused = tasks(
                task -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                0.5);
        Watcher watcher = refused.add(Periodic.every(ofMinutes(5)), this::run);
        crank.pass(ofMinutes(5));
        assertThat(refused.runDue()).isEqualTo(ofSeconds(1));
        seconds(refused, 1);
        assertThat(runs).hasSize(1);
        assertThat(watcher.snapshot().lateness().last()).isEqualTo(ofSeconds(1));
        assertThat(watcher.snapshot().failures()).isZero();
    }

    @Test
    void aStoppedTaskRunsNoMoreAndTheOthersDo() {
        Watcher stopped = tasks.add(Periodic.every(ofSeconds(1)), this::run);
        AtomicInteger others = new AtomicInteger();
        tasks.add(Periodic.every(ofSeconds(1)), others::incrementAndGet);
        seconds(1);
        stopped.stop();
        seconds(2);
        assertThat(runs).hasSize(1);
        assertThat(others).hasValue(3);
        assertThat(stopped.snapshot().untilNext()).isEqualTo(Optional.empty());
    }

    @Test
    void whatWasSubmittedAndHasNotStartedDoesNotRunAfterTheStop() throws InterruptedException {
        crank.hold();
        tasks.add(Periodic.every(ofSeconds(1)), this::run);
        seconds(1);
        tasks.stop();
        assertThat(tasks.awaitEnd(Duration.ZERO)).isFalse();
        crank.runHeld();
        assertThat(runs).isEmpty();
        assertThat(tasks.awaitEnd(Duration.ZERO)).isTrue();
        assertThatThrownBy(() -> tasks.add(Periodic.every(ofSeconds(1)), this::run))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSpacingMustBePositiveAndAJitterAPart() {
        assertThatThrownBy(() -> Periodic.every(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Periodic.every(ofSeconds(1)).jitter(5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onThreadsASlowTaskDoesNotDelayAnotherAndCloseWaitsForIt() throws InterruptedException {
        CountDownLatch inSlow = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger fast = new AtomicInteger();
        AtomicInteger slowEnded = new AtomicInteger();
        PeriodicTasks live = PeriodicTasks.create();
        live.add(Periodic.every(ofMillis(1)).named("slow"), () -> {
            assertThat(Thread.currentThread().getName()).isEqualTo("muster-periodic-slow");
            inSlow.countDown();
            release.await();
            slowEnded.incrementAndGet();
        });
        assertThat(inSlow.await(30, TimeUnit.SECONDS)).isTrue();
        live.add(Periodic.every(ofMillis(1)), fast::incrementAndGet);
        Await.until("three runs beside the slow one", () -> fast.get() >= 3);
        assertThat(live.running()).contains("slow");
        live.stop();
        assertThat(live.awaitEnd(ofMillis(1))).isFalse();
        release.countDown();
        live.close();
        assertThat(slowEnded).hasValue(1);
    }

    @Test
    void aTaskMayCloseTheTasks() throws InterruptedException {
        PeriodicTasks live = PeriodicTasks.create();
        live.add(Periodic.every(ofMillis(1)), live::close);
        assertThat(live.awaitEnd(ofSeconds(30))).isTrue();
    }
}
