package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.concurrent.MeasuredExecutor;
import dev.muster.testkit.Await;
import dev.muster.wire.ExecutorCounters;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The executors of a worker. */
final class WorkerExecutorsTest {
    private static final Set<Thread.State> RESTING =
            EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

    private final WorkerExecutors executors = new WorkerExecutors("fixture.1");

    private static MeasuredExecutor.Builder one(String name) {
        return MeasuredExecutor.builder().name(name).threads(1);
    }

    @Test
    void figuresOfEachAreToldByItsName() {
        assertThat(executors.counters()).isEmpty();
        assertThat(executors.table()).isEmpty();
        CountDownLatch gate = new CountDownLatch(1);
        MeasuredExecutor fetch = executors.add(one("fetch"));
        executors.add(one("mail"));
        assertThat(fetch.submit(() -> {
                    throw new IllegalStateException("failed");
                }))
                .failsWithin(Duration.ofSeconds(30));
        CompletableFuture<?> running = fetch.submit(() -> {
            gate.await();
            return 1;
        });
        CompletableFuture<Integer> waiting = fetch.submit(() -> 2);
        fetch.submit(() -> 3).cancel(false);
        Await.until("it runs", () -> fetch.statistics().running() == 1);
        ExecutorCounters now = Objects.requireNonNull(executors.counters().get("fetch"));
        assertThat(now.submitted()).isEqualTo(4);
        assertThat(now.executed()).isEqualTo(1);
        assertThat(now.failures()).isEqualTo(1);
        assertThat(now.cancelled()).isEqualTo(1);
        assertThat(now.rejected()).isZero();
        assertThat(now.backlog()).isEqualTo(1);
        assertThat(now.running()).isEqualTo(1);
        assertThat(now.threads()).isEqualTo(1);
        assertThat(executors.counters().get("mail")).isEqualTo(new ExecutorCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(executors.table())
                .startsWith(
                        "executors of fixture.1:\n  fetch (1 running, 1 waiting, 1 threads), 1 executed, 1 failed\n  mail");
        gate.countDown();
        executors.awaitEnd();
        assertThat(running).isCompleted();
        assertThat(waiting).isCompletedWithValue(2);
    }

    @Test
    void nameIsTakenUntilItsExecutorIsClosed() {
        MeasuredExecutor first = executors.add(one("fetch"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> executors.add(one("fetch")))
                .withMessageContaining("fixture.1 has an executor fetch already");
        first.close();
        assertThat(executors.add(one("fetch"))).isNotSameAs(first);
        executors.awaitEnd();
    }

    @Test
    void whatWasAcceptedIsDoneBeforeTheEndAndNothingIsAcceptedAfterIt() {
        MeasuredExecutor fetch = executors.add(one("fetch"));
        CompletableFuture<Integer> first = fetch.submit(() -> 1);
        CompletableFuture<Integer> second = fetch.submit(() -> 2);
        CompletableFuture<Integer> later = fetch.submitAfter(Duration.ofHours(1), () -> 3);
        executors.awaitEnd();
        assertThat(first).isCompletedWithValue(1);
        assertThat(second).isCompletedWithValue(2);
        assertThat(later).isCancelled();
        assertThat(fetch.isTerminated()).isTrue();
        assertThatThrownBy(() -> fetch.submit(() -> 4)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executors.add(one("mail"))).isInstanceOf(StoppingException.class);
    }

    @Test
    void theEndWaitsForATaskThatRuns() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Integer> running = executors.add(one("fetch")).submit(() -> {
            gate.await();
            return 1;
        });
        Thread ending = new Thread(executors::awaitEnd);
        ending.start();
        Await.until("it waits or has ended", () -> RESTING.contains(ending.getState()));
        assertThat(ending.getState()).isNotEqualTo(Thread.State.TERMINATED);
        gate.countDown();
        ending.join();
        assertThat(running).isCompletedWithValue(1);
    }

    @Test
    void inATestEverythingRunsInItsCaller() {
        executors.inline();
        Thread caller = Thread.currentThread();
        assertThat(executors.add(one("fetch")).submit(Thread::currentThread)).isCompletedWithValue(caller);
        assertThat(executors.add(one("mail")).submit(Thread::currentThread)).isCompletedWithValue(caller);
        executors.awaitEnd();
    }
}
