package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what occupies a thread, or waits for one
final class RejectionTest {
    private final Gate gate = new Gate();

    private MeasuredExecutor executor(int threads, Rejection rejection) {
        return MeasuredExecutor.builder()
                .name("small")
                .threads(threads)
                .rejection(rejection)
                .build();
    }

    @Test
    void whenTheBacklogHasReachedItsLimitTheRestIsRefusedAndWhatRunsDoesNotCount() {
        try (MeasuredExecutor executor = executor(1, Rejection.whenReached(16));
                gate) {
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                try {
                    executor.submit(gate.then(i));
                } catch (RejectedSubmissionException e) {
                    assertThat(e).hasMessage("small: the backlog has reached 16 (1 running)");
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(3);
            ExecutorStatistics now = executor.statistics();
            assertThat(List.of(now.submitted(), now.rejected())).containsExactly(20L, 3L);
            assertThat(List.of(now.backlog(), now.running())).containsExactly(16, 1);
        }
    }

    @Test
    void withoutABacklogATaskNeedsAFreeThread() {
        try (MeasuredExecutor executor = executor(2, Rejection.whenReached(0));
                gate) {
            executor.submit(gate.then(1));
            executor.submit(gate.then(2));
            assertThatThrownBy(() -> executor.submit(gate.then(3))).isInstanceOf(RejectedSubmissionException.class);
        }
    }

    @Test
    void theOldestGoesForTheNewest() throws Exception {
        try (MeasuredExecutor executor = executor(1, Rejection.dropOldest(2))) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                futures.add(executor.submit(gate.then(i)));
            }
            assertThatThrownBy(() -> futures.get(1).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RejectedSubmissionException.class)
                    .hasRootCauseMessage("small: dropped from a full backlog for a newer task");
            gate.open();
            assertThat(futures.get(0).get()).isZero();
            assertThat(futures.get(2)).isCompletedExceptionally();
            assertThat(futures.get(3).get()).isEqualTo(3);
            assertThat(futures.get(4).get()).isEqualTo(4);
            assertThat(executor.statistics().rejected()).isEqualTo(2);
        }
    }

    @Test
    void theSubmitterWaitsForRoomAndIsRefusedWhenThereIsNone() throws Exception {
        try (MeasuredExecutor executor = executor(1, Rejection.block(1, Duration.ofMillis(5)))) {
            executor.submit(gate.then(1));
            executor.submit(gate.then(2));
            assertThatThrownBy(() -> executor.submit(gate.then(3)))
                    .isInstanceOf(RejectedSubmissionException.class)
                    .hasMessage("small: the backlog has reached 1 (1 running)");
            gate.open();
        }
    }

    @Test
    void aSubmitterThatWaitsGoesOnWithTheFirstRoom() throws Exception {
        for (int backlog = 0; backlog < 2; backlog++) {
            Gate first = new Gate();
            MeasuredExecutor executor = executor(1, Rejection.block(backlog, Duration.ofDays(1)));
            for (int i = 0; i <= backlog; i++) {
                executor.submit(first.then(i));
            }
            AtomicReference<CompletableFuture<String>> got = new AtomicReference<>();
            Thread submitter = new Thread(() -> got.set(executor.submit(() -> "in")));
            submitter.start();
            Await.until("it waits", () -> submitter.getState() == Thread.State.TIMED_WAITING);
            first.open();
            submitter.join();
            assertThat(Objects.requireNonNull(got.get()).get()).isEqualTo("in");
            executor.close();
        }
    }

    @Test
    void aSubmitterThatWaitsForAVirtualThreadGetsIt() throws Exception {
        try (MeasuredExecutor executor = MeasuredExecutor.builder()
                .virtual()
                .threads(1)
                .rejection(Rejection.block(0, Duration.ofDays(1)))
                .build()) {
            for (int i = 0; i < 200; i++) {
                executor.submit(() -> {});
            }
        }
    }

    @Test
    void aSubmitterThatWaitsLearnsOfTheShutdownAndOfItsInterrupt() throws Exception {
        try (MeasuredExecutor executor = executor(1, Rejection.block(0, Duration.ofDays(1)));
                gate) {
            executor.submit(gate.then(1));
            AtomicReference<Throwable> interrupted = new AtomicReference<>();
            AtomicReference<Throwable> shutdown = new AtomicReference<>();
            Thread one = submitter(executor, interrupted);
            Thread other = submitter(executor, shutdown);
            one.interrupt();
            one.join();
            assertThat(interrupted.get())
                    .hasMessage("small: interrupted while waiting for room in the backlog, flag true");
            executor.shutdown();
            other.join();
            assertThat(shutdown.get()).hasMessage("small: is shut down, flag false");
            assertThat(executor.statistics().rejected()).isEqualTo(2);
        }
    }

    private Thread submitter(MeasuredExecutor executor, AtomicReference<Throwable> refusal) {
        Thread thread = new Thread(() -> {
            try {
                executor.submit(gate.then(2));
            } catch (RejectedSubmissionException e) {
                refusal.set(new RejectedSubmissionException(
                        e.getMessage() + ", flag " + Thread.currentThread().isInterrupted()));
            }
        });
        thread.start();
        Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    @Test
    void aFunctionOfOnesOwnIsAskedAboutEachTask() {
        Rejection notTwoAtATime = (state, backlog) -> {
            if (state.running() + backlog > 0) {
                throw new RejectedExecutionException("one at a time, not " + state.running() + "+" + backlog);
            }
        };
        try (MeasuredExecutor executor = executor(4, notTwoAtATime);
                gate) {
            executor.submit(gate.then(1));
            assertThatThrownBy(() -> executor.submit(gate.then(2))).hasMessage("one at a time, not 1+0");
            assertThat(executor.statistics().rejected()).isEqualTo(1);
        }
        assertThatThrownBy(() -> Rejection.dropOldest(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Rejection.whenReached(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
