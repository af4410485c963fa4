package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Cancellation;
import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobCancelledException;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cancelled job is not run again, whatever happens at the same moment. */
@Timeout(60)
class CancelTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofMillis(50);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @BeforeEach
    void open() {
        queue = JobQueues.open("crash", url());
    }

    @AfterEach
    void close() {
        CrashPoint.listener(point -> {});
        queue.close();
    }

    private String url() {
        return "chronicle:" + directory.resolve("crash");
    }

    private static void assertCancelled(CompletableFuture<JobResult> result) {
        assertThatThrownBy(() -> result.orTimeout(20, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(JobCancelledException.class);
    }

    private void assertPutAside(Lease lease) {
        assertThat(queue.deadLetters().find(lease.id()).map(DeadLetter::reason)).contains("cancelled");
    }

    @Test
    void aJobThatIsGivenBackInThisVeryMomentIsNotHandedOutAgain() {
        CompletableFuture<JobResult> result = queue.submit(Job.json("1")).toCompletableFuture();
        try (Consumer consumer = queue.openConsumer()) {
            Lease lease = consumer.poll(1, SOON).get(0);
            AtomicReference<Cancellation> cancelled = new AtomicReference<>();
            CrashPoint.listener(point -> {
                if (point == CrashPoint.SETTLING && cancelled.get() == null) {
                    cancelled.set(queue.admin().cancel(lease.id())); // it has looked already
                }
            });
            assertThat(lease.retry(Duration.ZERO, "not yet")).isTrue();
            CrashPoint.listener(point -> {});
            assertThat(cancelled).hasValue(Cancellation.ASKED);
            Await.until("it is put aside", () -> {
                assertThat(consumer.poll(1, AT_ONCE)).isEmpty();
                return queue.stats().dead() == 1;
            });
            assertPutAside(lease);
            assertCancelled(result);
            assertThat(queue.stats().ready()).isZero();
        }
    }

    @Test
    void aJobWhoseCancellerDiesOverItIsCancelled() {
        queue.put(Job.json("1"));
        try (Consumer consumer = queue.openConsumer()) {
            Lease lease = consumer.poll(1, SOON).get(0);
            CrashPoint.listener(point -> {
                if (point == CrashPoint.ASKED) {
                    throw new IllegalStateException("as if killed");
                }
            });
            assertThatThrownBy(() -> queue.admin().cancel(lease.id())).hasMessage("as if killed");
            assertThat(lease.cancelled()).isTrue();
            lease.release();
            assertPutAside(lease);
        }
    }
}
