package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Submissions, cancellations and the end at the same time: nothing is lost, nothing is counted twice. */
@Timeout(60)
final class ExecutorRaceTest {
    private static final int ROUNDS = 60;
    private static final int SUBMITTERS = 4;
    private static final int EACH = 100;

    @Test
    void whatIsSubmittedWhileItIsShutDownIsExecutedCancelledOrRejected() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Rejection rejection =
                    switch (round % 4) {
                        case 0 -> Rejection.none();
                        case 1 -> Rejection.whenReached(3);
                        case 2 -> Rejection.dropOldest(2);
                        default -> Rejection.block(1, Duration.ofMillis(1));
                    };
            MeasuredExecutor.Builder builder = MeasuredExecutor.builder()
                    .threads(0, 1 + round % 3)
                    .idleTime(Duration.ofNanos(round % 2 * 1000L))
                    .rejection(rejection);
            if (round % 5 == 0) {
                builder.virtual();
            }
            race(builder.build(), round % 2 == 0 ? MeasuredExecutor::shutdown : MeasuredExecutor::shutdownNow, round);
        }
    }

    private static void race(MeasuredExecutor executor, Consumer<MeasuredExecutor> ending, int round) throws Exception {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger submitted = new AtomicInteger();
        Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();
        CountDownLatch half = new CountDownLatch(SUBMITTERS * EACH / 2);
        List<Thread> submitters = new ArrayList<>();
        for (int s = 0; s < SUBMITTERS; s++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < EACH; i++) {
                    submitted.incrementAndGet();
                    try {
                        CompletableFuture<?> future = i % 10 == 9
                                ? executor.submitAfter(Duration.ofNanos(i * 1000L), ran::incrementAndGet)
                                : executor.submit(ran::incrementAndGet);
                        futures.add(future);
                        if (i % 7 == 0) {
                            future.cancel(i % 2 == 0);
                        }
                    } catch (RejectedExecutionException e) {
                        refused.incrementAndGet();
                    }
                    half.countDown();
                }
            });
            submitters.add(thread);
            thread.start();
        }
        half.await();
        ending.accept(executor);
        for (Thread submitter : submitters) {
            submitter.join();
        }
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS))
                .as("round %d ends", round)
                .isTrue();
        ExecutorStatistics end = executor.statistics();
        assertThat(end.submitted()).as("round %d: %s", round, end).isEqualTo(submitted.get());
        assertThat(end.executed() + end.cancelled() + end.rejected())
                .as("round %d: %s", round, end)
                .isEqualTo(end.submitted());
        assertThat(end.executed()).as("round %d: %s", round, end).isEqualTo(ran.get());
        assertThat(end.rejected()).as("round %d: %s", round, end).isGreaterThanOrEqualTo(refused.get());
        assertThat(end.running() + end.backlog() + end.delayed() + end.threads())
                .as("round %d: %s", round, end)
                .isZero();
        assertThat(futures).as("round %d", round).allMatch(CompletableFuture::isDone);
    }
}
