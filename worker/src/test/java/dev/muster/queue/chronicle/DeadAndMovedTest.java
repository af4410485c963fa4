package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueues;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.Deaths;
import dev.muster.queue.ledger.SlotLocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked of a dead job while a mover has it in its hands, or is at work on others. */
@Timeout(60)
class DeadAndMovedTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private ChronicleJobQueue queue;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void open() {
        queue = (ChronicleJobQueue) JobQueues.open("moved", "chronicle:" + files + "?segment-jobs=4&crash-max=1");
    }

    @AfterEach
    void close() {
        CrashPoint.listener(point -> {});
        queue.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A dead job in a segment that holds nothing else, and has a successor. */
    private JobId buried() {
        JobId id = queue.put(Job.json("1")).toCompletableFuture().join();
        try (Consumer consumer = queue.openConsumer()) {
            consumer.poll(1, SOON).get(0).bury("hopeless");
            for (int i = 0; i < 8; i++) {
                queue.put(Job.json("filler")).toCompletableFuture().join();
                consumer.poll(1, SOON).get(0).ack();
            }
        }
        return id;
    }

    /** Asks while the job's mover stands at a point. */
    private <T> T whileMovedTo(CrashPoint where, Function<JobId, T> question) {
        CrashPoint.listener(point -> {
            if (point == where && reached.getCount() > 0) {
                reached.countDown();
                await(goOn);
            }
        });
        CompletableFuture<JobId> burial = CompletableFuture.supplyAsync(this::buried);
        CompletableFuture<Void> mover = CompletableFuture.runAsync(() -> {
            burial.join();
            while (reached.getCount() > 0) { // or the housekeeper comes first
                queue.shared().mover().round(System.currentTimeMillis());
            }
        });
        await(reached);
        JobId dead = JobId.of(queue.shared().directory().moves().underWay());
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(() -> question.apply(dead));
        assertThat(answer).as("as long as it is being moved").isNotCompleted();
        goOn.countDown();
        mover.join();
        return answer.join();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = CrashPoint.class,
            names = {"COPIED", "MOVED"})
    @DisplayName("Q48 a dead letter is removed though it is just being moved")
    void aDeadLetterIsRemovedThoughItIsMoved(CrashPoint where) {
        boolean removed = whileMovedTo(where, dead -> queue.deadLetters().remove(dead));
        assertThat(removed).isTrue();
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 9, 9, 0));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = CrashPoint.class,
            names = {"COPIED", "MOVED"})
    @DisplayName("Q48 a dead letter is retried though it is just being moved")
    void aDeadLetterIsRetriedThoughItIsMoved(CrashPoint where) {
        boolean done = whileMovedTo(where, dead -> queue.deadLetters().retry(dead));
        assertThat(done).isTrue();
        assertThat(queue.stats().ready()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = CrashPoint.class,
            names = {"COPIED", "MOVED"})
    void allDeadLettersAreRetriedThoughOneIsMoved(CrashPoint where) {
        int revived = whileMovedTo(where, dead -> queue.deadLetters().retryAll());
        assertThat(revived).isEqualTo(1);
        assertThat(queue.stats().ready()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "Q48 a job that was buried by hand is counted though its operator died over it and it has been retried since")
    void aBurialByHandIsCountedBeforeItsJobGetsAnotherLife() {
        JobId id = queue.put(Job.json("1")).toCompletableFuture().join();
        Deaths.afterBurial(() -> queue.admin().bury(id, "wrong day"));
        assertThat(queue.deadLetters().retry(id)).isTrue();
        assertThat(queue.stats().ready()).isEqualTo(1);
        assertThat(queue.counters().buries()).isEqualTo(1);
        assertThat(queue.admin().bury(id, "again")).isTrue();
        assertThat(queue.counters().buries()).isEqualTo(2);
    }

    @Test
    @DisplayName("Q21 a job that is to be put aside waits for the mover, and holds up nobody's poll meanwhile")
    void aConvictIsPutAsideWhenTheMoverHasGone() {
        queue.put(Job.json("1")).toCompletableFuture().join();
        Consumer dying = queue.openConsumer();
        dying.poll(1, SOON);
        queue.shared().gate().exit((ChronicleConsumer) dying);
        SlotLocks locks = queue.shared().directory().locks();
        try (Consumer next = queue.openConsumer()) {
            locks.lock(SlotLocks.COMPACTION);
            locks.unlock(((ChronicleConsumer) dying).slot().index());
            queue.shared().directory().recoverDead();
            queue.put(Job.json("2")).toCompletableFuture().join();
            assertThat(next.poll(2, SOON)).singleElement().satisfies(lease -> {
                assertThat(lease.job().payload()).asString().isEqualTo("2");
                lease.ack();
            });
            assertThat(next.poll(1, Duration.ofMillis(200))).isEmpty();
            assertThat(queue.stats().dead()).isZero();
            locks.unlock(SlotLocks.COMPACTION);
            assertThat(next.poll(1, Duration.ofMillis(500))).isEmpty();
            assertThat(queue.stats().dead()).isEqualTo(1);
            assertThat(queue.counters().buries()).isEqualTo(1);
            assertThat(queue.deadLetters().list(1).get(0).reason()).startsWith("a worker died with it within 72h");
        }
        queue.shared().release(); // in the place of the dead
    }
}
