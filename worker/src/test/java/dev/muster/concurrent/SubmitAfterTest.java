package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what occupies a thread, or waits for one
final class SubmitAfterTest {
    private static final Duration LATER = Duration.ofHours(1);

    private final HandAlarm clock = new HandAlarm();

    @Test
    void runsWhenTheDelayHasPassedAndTheDelayIsNoQueueTime() throws Exception {
        try (MeasuredExecutor executor =
                MeasuredExecutor.builder().threads(1).clock(clock, clock).build()) {
            CompletableFuture<String> later = executor.submitAfter(LATER, () -> "now");
            assertThat(executor.statistics().delayed()).isEqualTo(1);
            assertThat(executor.statistics().submitted()).isEqualTo(1);
            clock.pass(LATER.minusNanos(1));
            assertThat(later).isNotDone();
            clock.pass(Duration.ofNanos(1));
            assertThat(later.get()).isEqualTo("now");
            assertThat(executor.statistics().queueTime()).isZero();
            assertThat(executor.statistics().submitted()).isEqualTo(1);
        }
    }

    @Test
    void shutdownCancelsWhatIsDelayedAndDoesNotWaitForIt() {
        MeasuredExecutor executor =
                MeasuredExecutor.builder().threads(1).clock(clock, clock).build();
        CompletableFuture<?> later = executor.submitAfter(LATER, () -> {});
        executor.close();
        assertThat(later).isCancelled();
        assertThat(clock.pending()).isZero();
        assertThat(clock.stopped).isTrue();
        assertThat(executor.statistics().cancelled()).isEqualTo(1);
        assertThatThrownBy(() -> executor.submitAfter(LATER, () -> {})).isInstanceOf(RejectedSubmissionException.class);
    }

    @Test
    void shutdownWaitsForWhatIsDelayedWhenSoAsked() throws Exception {
        try (MeasuredExecutor executor = MeasuredExecutor.builder()
                .threads(1)
                .keepDelayed()
                .clock(clock, clock)
                .build()) {
            CompletableFuture<String> later = executor.submitAfter(LATER, () -> "kept");
            executor.shutdown();
            assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
            assertThatThrownBy(() -> executor.submit(() -> {})).isInstanceOf(RejectedSubmissionException.class);
            clock.pass(LATER);
            assertThat(later.get()).isEqualTo("kept");
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(clock.stopped).isTrue();
        }
    }

    @Test
    void aTaskThatIsCancelledBeforeItsTimeIsForgotten() {
        try (MeasuredExecutor executor =
                MeasuredExecutor.builder().threads(1).clock(clock, clock).build()) {
            CompletableFuture<?> later = executor.submitAfter(LATER, () -> {});
            later.cancel(true);
            assertThat(clock.pending()).isZero();
            assertThat(executor.statistics().delayed()).isZero();
            assertThat(executor.statistics().cancelled()).isEqualTo(1);
        }
    }

    @Test
    void whoHearsThatATaskIsDroppedMayWaitForTheEnd() throws Exception {
        MeasuredExecutor executor = MeasuredExecutor.builder()
                .threads(1)
                .rejection(Rejection.dropOldest(1))
                .build();
        try (Gate gate = new Gate()) {
            executor.submit(gate.then(1));
            CompletableFuture<Boolean> ended = executor.submit(() -> {}).handle((nothing, why) -> ends(executor, gate));
            executor.submit(() -> {});
            assertThat(ended.get()).isTrue();
        }
    }

    @Test
    void whoHearsThatATaskIsRefusedAtItsTimeMayWaitForTheEnd() throws Exception {
        MeasuredExecutor executor = MeasuredExecutor.builder()
                .threads(1)
                .rejection(Rejection.whenReached(0))
                .clock(clock, clock)
                .build();
        try (Gate gate = new Gate()) {
            CompletableFuture<Boolean> ended =
                    executor.submitAfter(LATER, () -> {}).handle((nothing, why) -> ends(executor, gate));
            executor.submit(gate.then(1));
            clock.pass(LATER);
            assertThat(ended.get()).isTrue();
        }
    }

    @Test
    void aTaskThatFindsTheBacklogFullAtItsTimeFails() throws Exception {
        try (MeasuredExecutor executor = MeasuredExecutor.builder()
                        .threads(1)
                        .rejection(Rejection.whenReached(0))
                        .clock(clock, clock)
                        .build();
                Gate gate = new Gate()) {
            CompletableFuture<?> later = executor.submitAfter(LATER, () -> {});
            executor.submit(gate.then(1));
            clock.pass(LATER);
            assertThatThrownBy(later::get).hasCauseInstanceOf(RejectedSubmissionException.class);
            ExecutorStatistics now = executor.statistics();
            assertThat(now.submitted()).isEqualTo(2);
            assertThat(now.rejected()).isEqualTo(1);
        }
    }

    @Test
    void aTaskThatBecomesDueDoesNotWaitForRoom() throws Exception {
        try (MeasuredExecutor executor = MeasuredExecutor.builder()
                .threads(1)
                .rejection(Rejection.block(0, LATER))
                .clock(clock, clock)
                .build()) {
            CompletableFuture<String> later = executor.submitAfter(LATER, () -> "joined");
            Gate gate = new Gate();
            executor.submit(gate.then(1));
            clock.pass(LATER);
            assertThat(executor.statistics().backlog()).isEqualTo(1);
            gate.open();
            assertThat(later.get()).isEqualTo("joined");
        }
    }

    @Test
    void theRealClockKeepsTimeToo() throws Exception {
        try (MeasuredExecutor executor = MeasuredExecutor.builder().threads(1).build()) {
            long begun = System.nanoTime();
            assertThat(executor.submitAfter(Duration.ofMillis(20), System::nanoTime)
                                    .get()
                            - begun)
                    .isGreaterThanOrEqualTo(20_000_000);
        }
    }

    /** Lets it do what there is, and waits for the end. */
    private static boolean ends(MeasuredExecutor executor, Gate gate) {
        gate.open();
        executor.shutdown();
        try {
            return executor.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
