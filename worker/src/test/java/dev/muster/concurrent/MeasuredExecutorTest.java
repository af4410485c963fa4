package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what occupies a thread, or waits for one
final class MeasuredExecutorTest {

    @Test
    void resultsAndFailuresArriveAndAreCounted() throws Exception {
        MeasuredExecutor executor =
                MeasuredExecutor.builder().name("fetch").threads(2).build();
        try (executor) {
            assertThat(executor.submit(() -> Thread.currentThread().getName()).get())
                    .isEqualTo("fetch-1");
            assertThat(executor.submit(() -> {}, "given").get()).isEqualTo("given");
            CompletableFuture<?> failing = executor.submit((Runnable) () -> {
                throw new IllegalStateException("no");
            });
            assertThatThrownBy(failing::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("no");
        }
        ExecutorStatistics end = executor.statistics();
        assertThat(List.of(end.submitted(), end.executed(), end.failures())).containsExactly(3L, 3L, 1L);
        assertThat(executor).hasToString("fetch (0 running, 0 waiting, 0 threads)");
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void noThreadIsAddedWhileOneIsFree() throws Exception {
        try (MeasuredExecutor executor = MeasuredExecutor.builder().threads(8).build()) {
            for (int i = 0; i < 500; i++) {
                executor.submit(() -> {}).get();
                assertThat(executor.statistics().threads()).isEqualTo(1);
            }
        }
    }

    @Test
    void growsWhenAllAreBusyAndShrinksWhenTheLoadIsLowButNeverLosesABusyThread() throws Exception {
        try (Gate brief = new Gate();
                Gate one = new Gate();
                Gate other = new Gate();
                MeasuredExecutor executor = MeasuredExecutor.builder()
                        .threads(1, 6)
                        .idleTime(Duration.ofMillis(5))
                        .build()) {
            CompletableFuture<String> first = executor.submit(one.then("first"));
            for (int i = 0; i < 4; i++) {
                executor.submit(brief.then("brief"));
            }
            CompletableFuture<String> last = executor.submit(other.then("last"));
            assertThat(executor.statistics().threads()).isEqualTo(6);
            brief.open();
            Await.until("two of five are 0.4", () -> executor.statistics().threads() == 5);
            assertThat(executor.statistics().running()).isEqualTo(2);
            other.open();
            assertThat(last.get()).isEqualTo("last");
            Await.until("one of two is enough", () -> executor.statistics().threads() == 2);
            assertThat(executor.statistics().running()).isEqualTo(1);
            one.open();
            assertThat(first.get()).isEqualTo("first");
            Await.until("the least", () -> executor.statistics().threads() == 1);
            assertThat(executor.submit(() -> "still there").get()).isEqualTo("still there");
        }
    }

    @Test
    void queueTimeAndRunTimeAreToldApart() throws Exception {
        HandAlarm clock = new HandAlarm();
        try (Gate gate = new Gate();
                MeasuredExecutor executor = MeasuredExecutor.builder()
                        .threads(1)
                        .clock(clock, clock)
                        .build()) {
            assertThat(executor.statistics().averageQueueTime()).isEmpty();
            assertThat(executor.statistics().averageRunTime()).isEmpty();
            AtomicBoolean begun = new AtomicBoolean();
            CompletableFuture<?> first = executor.submit(() -> {
                begun.set(true);
                gate.pass();
                return null;
            });
            Await.until("the first runs", begun::get);
            CompletableFuture<?> second = executor.submit(() -> {});
            clock.pass(Duration.ofSeconds(3));
            gate.open();
            CompletableFuture.allOf(first, second).get();
            ExecutorStatistics end = executor.statistics();
            assertThat(end.runTime()).isEqualTo(Duration.ofSeconds(3));
            assertThat(end.queueTime()).isEqualTo(Duration.ofSeconds(3));
            assertThat(end.averageRunTime()).contains(Duration.ofMillis(1500));
        }
    }

    @Test
    void aWaitingTaskThatIsCancelledLeavesTheBacklogAndNeverRuns() {
        AtomicBoolean ran = new AtomicBoolean();
        MeasuredExecutor executor = MeasuredExecutor.builder().threads(1).build();
        try (executor;
                Gate gate = new Gate()) {
            executor.submit(gate.then(1));
            CompletableFuture<?> waiting = executor.submit(() -> ran.set(true));
            CompletableFuture<?> late = executor.submit(() -> ran.set(true)).orTimeout(1, TimeUnit.MILLISECONDS);
            assertThat(waiting.cancel(false)).isTrue();
            Await.until("the backlog is empty", () -> executor.statistics().backlog() == 0);
            assertThat(executor.statistics().cancelled()).isEqualTo(2);
            assertThatThrownBy(late::get).hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(ran).isFalse();
        assertThat(executor.statistics().executed()).isEqualTo(1);
    }

    @Test
    void aRunningTaskIsInterruptedWhenSoAskedAndTheNextOneIsNot() throws Exception {
        try (Gate never = new Gate();
                Gate gate = new Gate();
                MeasuredExecutor executor =
                        MeasuredExecutor.builder().threads(1).build()) {
            AtomicBoolean begun = new AtomicBoolean();
            AtomicBoolean interrupted = new AtomicBoolean();
            CompletableFuture<?> running = executor.submit(() -> {
                begun.set(true);
                try {
                    never.pass();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    Thread.currentThread().interrupt(); // left behind
                    throw new IllegalStateException(e);
                }
            });
            CompletableFuture<Boolean> next = executor.submit(() -> {
                gate.pass();
                return Thread.currentThread().isInterrupted();
            });
            Await.until("it runs", begun::get);
            assertThat(running.cancel(true)).isTrue();
            assertThat(running.cancel(true)).isTrue();
            Await.until("it was interrupted", interrupted::get);
            gate.open();
            assertThat(next.get()).isFalse();
            assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
            ExecutorStatistics end = executor.statistics();
            assertThat(List.of(end.executed(), end.interrupted(), end.failures(), end.cancelled()))
                    .containsExactly(2L, 1L, 0L, 0L);
        }
    }

    @Test
    void anExceptionThatNobodySeesGoesToTheHandlerOfTheThreadWhichWorksOn() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        try (MeasuredExecutor executor = MeasuredExecutor.builder().threads(1).build()) {
            Thread thread = executor.submit(Thread::currentThread).get();
            thread.setUncaughtExceptionHandler((who, fault) -> {
                seen.set(fault);
                throw new IllegalStateException("the handler is no better");
            });
            executor.execute(() -> {
                throw new AssertionError("expected");
            });
            assertThat(executor.submit(Thread::currentThread).get()).isSameAs(thread);
            assertThat(seen.get()).hasMessage("expected");
            assertThat(executor.statistics().failures()).isEqualTo(1);
        }
    }

    @Test
    void codeThatDependsOnAResultHoldsUpNobodyElse() throws Exception {
        try (Gate gate = new Gate();
                Gate callback = new Gate();
                MeasuredExecutor executor =
                        MeasuredExecutor.builder().threads(2).build()) {
            AtomicBoolean within = new AtomicBoolean();
            CompletableFuture<Void> dependent = executor.submit(gate.then(1)).thenAccept(ignored -> {
                within.set(true);
                callback.passUninterrupted();
            });
            gate.open();
            Await.until("the callback runs on the thread", within::get);
            assertThat(executor.submit(() -> "on another").get()).isEqualTo("on another");
            callback.open();
            dependent.get();
        }
    }

    @Test
    void shutdownRunsWhatWaitsAndRefusesWhatComes() throws Exception {
        try (Gate gate = new Gate();
                MeasuredExecutor executor =
                        MeasuredExecutor.builder().name("x").threads(1).build()) {
            executor.submit(gate.then(1));
            CompletableFuture<String> waiting = executor.submit(() -> "done");
            executor.shutdown();
            assertThatThrownBy(() -> executor.submit(() -> {}))
                    .isInstanceOf(RejectedSubmissionException.class)
                    .hasMessage("x: is shut down");
            assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(executor.isTerminated()).isFalse();
            gate.open();
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(waiting.getNow("not done")).isEqualTo("done");
            assertThat(executor.statistics().rejected()).isEqualTo(1);
        }
    }

    @Test
    void shutdownNowInterruptsAndGivesBackWhatHasNotBegun() throws Exception {
        try (Gate never = new Gate();
                MeasuredExecutor executor =
                        MeasuredExecutor.builder().threads(1).build()) {
            AtomicBoolean begun = new AtomicBoolean();
            CompletableFuture<?> running = executor.submit(() -> {
                begun.set(true);
                never.pass();
                return null;
            });
            Await.until("it runs", begun::get);
            AtomicBoolean ran = new AtomicBoolean();
            Runnable original = () -> ran.set(true);
            executor.execute(original);
            CompletableFuture<?> waiting = executor.submit((Callable<?>) () -> ran.getAndSet(true));
            List<Runnable> left = executor.shutdownNow();
            assertThat(left).hasSize(2).startsWith(original);
            assertThat(waiting).isCancelled();
            assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).isFalse();
            left.get(1).run();
            assertThat(ran).as("what was given back still works").isTrue();
            ExecutorStatistics end = executor.statistics();
            assertThat(List.of(end.cancelled(), end.interrupted(), end.failures()))
                    .containsExactly(2L, 1L, 0L);
        }
    }

    @Test
    void aCloseThatIsInterruptedStopsWhatRunsAndStillWaits() throws Exception {
        try (Gate never = new Gate()) {
            MeasuredExecutor executor = MeasuredExecutor.builder().threads(1).build();
            CompletableFuture<?> running = executor.submit(never.then(1));
            AtomicBoolean flag = new AtomicBoolean();
            Thread closer = new Thread(() -> {
                executor.close();
                flag.set(executor.isTerminated() && Thread.currentThread().isInterrupted());
            });
            closer.start();
            Await.until("it is shut down", executor::isShutdown);
            closer.interrupt();
            closer.join();
            assertThat(flag).isTrue();
            assertThat(running).isDone();
        }
    }

    @Test
    void invokeAllWaitsForAllAndCancelsWhatIsLate() throws Exception {
        try (Gate never = new Gate();
                MeasuredExecutor executor =
                        MeasuredExecutor.builder().threads(2).build()) {
            assertThat(executor.invokeAll(List.of(() -> 1, () -> 2)))
                    .extracting(future -> future.get())
                    .containsExactly(1, 2);
            var futures = executor.invokeAll(List.of(never.then(1), () -> 2), 100, TimeUnit.MILLISECONDS);
            assertThat(futures.get(0)).isCancelled();
            assertThat(futures.get(1)).isDone();
        }
    }

    @Test
    void invokeAnyTakesTheFirstSuccessAndEndsTheOthers() throws Exception {
        try (Gate never = new Gate();
                MeasuredExecutor executor =
                        MeasuredExecutor.builder().threads(3).build()) {
            Callable<String> bad = () -> {
                throw new IllegalStateException("bad");
            };
            assertThat(executor.invokeAny(List.of(bad, never.then("late"), () -> "good")))
                    .isEqualTo("good");
            Await.until("nobody runs any more", () -> executor.statistics().running() == 0);
            assertThatThrownBy(() -> executor.invokeAny(List.of(bad, bad)))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("bad");
            assertThatThrownBy(() -> executor.invokeAny(List.of(never.then("late")), 1, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> executor.invokeAny(List.<Callable<String>>of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void inlineRunsInTheCallerAndCounts() {
        MeasuredExecutor executor = MeasuredExecutor.inline();
        Thread[] ran = new Thread[2];
        assertThat(executor.submit(() -> ran[0] = Thread.currentThread())).isDone();
        assertThat(executor.submitAfter(Duration.ofDays(1), () -> {
                    ran[1] = Thread.currentThread();
                }))
                .isDone();
        assertThat(ran).containsOnly(Thread.currentThread());
        assertThatThrownBy(() -> executor.execute(() -> {
                    throw new IllegalStateException("to the caller");
                }))
                .hasMessage("to the caller");
        executor.close();
        assertThat(executor.isTerminated()).isTrue();
        assertThatThrownBy(() -> executor.submit(() -> {})).isInstanceOf(RejectedSubmissionException.class);
        ExecutorStatistics end = executor.statistics();
        assertThat(List.of(end.submitted(), end.executed(), end.failures(), end.rejected()))
                .containsExactly(4L, 3L, 1L, 1L);
    }

    @Test
    void virtualThreadsAreTakenWhereTheJvmHasThem() throws Exception {
        MeasuredExecutor executor =
                MeasuredExecutor.builder().name("v").virtual().threads(2).build();
        try (executor;
                Gate gate = new Gate()) {
            CompletableFuture<Thread> first = executor.submit(() -> {
                gate.pass();
                return Thread.currentThread();
            });
            executor.submit(gate.then(2));
            CompletableFuture<?> third = executor.submit(() -> {});
            assertThat(executor.statistics().backlog()).isEqualTo(1);
            gate.open();
            third.get();
            assertThat(first.get().getName()).isEqualTo("v-1");
            if (Runtime.version().feature() >= 21) {
                assertThat(Thread.class.getMethod("isVirtual").invoke(first.get()))
                        .isEqualTo(true);
            }
            Await.until("none is kept", () -> executor.statistics().threads() == 0);
        }
        assertThat(executor.statistics().executed()).isEqualTo(3);
    }
}
