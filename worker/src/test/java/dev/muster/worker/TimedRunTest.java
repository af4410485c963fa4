package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.Lease;
import dev.muster.queue.RetryPolicy;
import dev.muster.queue.RunLimit;
import dev.muster.testkit.MemoryQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stages of a run, on the time that each test gives. */
class TimedRunTest {

    private static final String ASKED = "job 1 of queue q runs longer than max-run-time 30s; asking it to end";
    private static final String INTERRUPTED = "job 1 of queue q did not end within 10s; interrupting it";

    private final List<Lease> jobs = new ArrayList<>();
    private final TimedRun run = startedAt(100, 1);

    private TimedRun batchStartedAt(int second) {
        jobs.clear();
        return startedAt(second, 2);
    }

    private TimedRun startedAt(int second, int size) {
        MemoryQueue memory = new MemoryQueue(10);
        RunLimit limit = new RunLimit(Duration.ofSeconds(30), Duration.ofSeconds(10));
        RoleQueue role = new RoleQueue("q", memory, RetryPolicy.DEFAULT, Optional.of(limit), limit.grace());
        memory.put(Job.json("1"));
        memory.put(Job.json("2"));
        Consumer consumer = role.openConsumer();
        jobs.addAll(consumer.poll(size, Duration.ZERO));
        return new TimedRun(Thread.currentThread(), jobs, consumer, role, Optional.of(limit), seconds(second));
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private boolean end(TimedRun of, int job, int second) {
        return !of.end(jobs.get(job), seconds(second)).isEmpty();
    }

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void isAskedThenInterruptedThenGivenUp() {
        assertThat(run.advance(seconds(129))).isEmpty();
        assertThat(run.isAsked()).isFalse();
        assertThat(run.advance(seconds(130))).isEqualTo(ASKED);
        assertThat(run.isAsked()).isTrue();
        assertThat(run.advance(seconds(139))).isEmpty();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(run.advance(seconds(140))).isEqualTo(INTERRUPTED);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(run.isGivenUp(seconds(149))).isFalse();
        assertThat(run.isGivenUp(seconds(150))).isTrue();
        assertThat(end(run, 0, 160)).isTrue();
    }

    @Test
    void hasItsGraceFromTheMomentWhenItWasAsked() {
        assertThat(run.advance(seconds(1000))).isEqualTo(ASKED);
        assertThat(run.advance(seconds(1009))).isEmpty();
        assertThat(run.advance(seconds(2000))).isEqualTo(INTERRUPTED);
        assertThat(run.isGivenUp(seconds(2009))).isFalse();
    }

    @Test
    void isNotInterruptedOnceItHasEnded() {
        run.advance(seconds(130));
        assertThat(end(run, 0, 160)).isFalse();
        assertThat(run.advance(seconds(1000))).isEmpty();
        assertThat(run.isGivenUp(seconds(1000))).isFalse();
        assertThat(run.nextAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void eachOfABatchHasTheTimeFromTheEndOfTheOneBefore() {
        TimedRun batch = batchStartedAt(100);
        batch.advance(seconds(130));
        assertThat(batch.advance(seconds(140)))
                .isEqualTo(
                        "job 1 of queue q, or one of 1 that were taken with it, did not end within 10s; interrupting it");
        assertThat(end(batch, 0, 149)).isTrue();
        assertThat(end(batch, 0, 149)).as("the second time").isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(batch.isAsked()).isFalse();
        assertThat(batch.isGivenUp(seconds(150))).isFalse();
        assertThat(batch.advance(seconds(178))).isEmpty();
        assertThat(batch.advance(seconds(179))).startsWith("job 2 of queue q runs longer");
        assertThat(batch.isOver()).isFalse();
        assertThat(end(batch, 1, 180)).isFalse();
        assertThat(batch.isOver()).isTrue();
    }

    @Test
    void takesItsInterruptWithIt() {
        run.advance(seconds(130));
        run.advance(seconds(140));
        assertThat(end(run, 0, 160)).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void isEndedLikewiseWhenItsJobIsCancelled() {
        assertThat(run.cancel(jobs.get(0), seconds(105))).isEqualTo("job 1 of queue q was cancelled; asking it to end");
        assertThat(run.cancel(jobs.get(0), seconds(106))).as("the second time").isEmpty();
        assertThat(run.isAsked()).isTrue();
        assertThat(run.advance(seconds(114))).isEmpty();
        assertThat(run.advance(seconds(115))).isEqualTo(INTERRUPTED);
        assertThat(run.isGivenUp(seconds(125))).isTrue();
        assertThat(run.end(jobs.get(0), seconds(126))).isEqualTo("was cancelled");
    }

    @Test
    void isNotEndedForOneOfABatchWhileOthersAreLeft() {
        TimedRun batch = batchStartedAt(100);
        assertThat(batch.cancel(jobs.get(1), seconds(101))).isEmpty();
        assertThat(batch.isAsked()).isFalse();
        assertThat(end(batch, 0, 102)).isFalse();
        assertThat(batch.cancel(jobs.get(0), seconds(103))).as("has ended").isEmpty();
        assertThat(batch.cancel(jobs.get(1), seconds(103))).isNotEmpty();
    }
}
