package dev.muster.examples;

import dev.muster.concurrent.ExecutorStatistics;
import dev.muster.concurrent.Futures;
import dev.muster.concurrent.MeasuredExecutor;
import dev.muster.concurrent.RejectedSubmissionException;
import dev.muster.concurrent.Rejection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Twenty tasks for an executor that measures and refuses: {@code executor statistics|rejection [MILLIS]}. */
final class Crowd {
    private static final int TASKS = 20;

    private Crowd() {}

    static void main(Words words) throws Exception {
        Callable<ExecutorStatistics> work =
                switch (words.text(0, "statistics")) {
                    case "statistics" -> () -> measured(Duration.ofMillis(words.number(1, 50)));
                    case "rejection" -> () -> refused(Duration.ofMillis(words.number(1, 100)));
                    default ->
                        throw new IllegalArgumentException(
                                "executor: statistics or rejection, not " + words.text(0, ""));
                };
        ExecutorStatistics found = Timed.work(work);
        System.out.println("submitted " + found.submitted() + ", executed " + found.executed() + ", failures "
                + found.failures() + ", cancelled " + found.cancelled() + ", rejected " + found.rejected()
                + ", waited " + found.queueTime().toMillis() + " ms, ran "
                + found.runTime().toMillis() + " ms");
    }

    /** Five threads; every fifth task fails. */
    static ExecutorStatistics measured(Duration each) throws InterruptedException {
        try (MeasuredExecutor executor =
                MeasuredExecutor.builder().name("crowd").threads(5).build()) {
            List<CompletableFuture<Integer>> futures = IntStream.range(0, TASKS)
                    .mapToObj(number -> executor.submit(() -> task(number, each)))
                    .toList();
            Futures.awaitAll(futures);
            return executor.statistics();
        }
    }

    private static int task(int number, Duration each) throws InterruptedException {
        Thread.sleep(each.toMillis());
        if (number % 5 == 0) {
            throw new IllegalStateException("task " + number);
        }
        return number;
    }

    /** Two threads, and sixteen tasks that may wait: of twenty, two are refused. */
    static ExecutorStatistics refused(Duration each) throws InterruptedException {
        Semaphore begun = new Semaphore(0);
        CountDownLatch allAsked = new CountDownLatch(1);
        MeasuredExecutor executor = MeasuredExecutor.builder()
                .name("crowd")
                .threads(2)
                .rejection(Rejection.whenReached(16))
                .build();
        try (executor) {
            for (int number = 0; number < TASKS; number++) {
                try {
                    executor.execute(() -> {
                        begun.release();
                        workAfter(allAsked, each);
                    });
                } catch (RejectedSubmissionException full) {
                    // counted by the executor
                }
                if (number < 2) {
                    begun.acquire();
                }
            }
            allAsked.countDown();
        }
        return executor.statistics();
    }

    private static void workAfter(CountDownLatch allAsked, Duration each) {
        try {
            allAsked.await();
            Thread.sleep(each.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
