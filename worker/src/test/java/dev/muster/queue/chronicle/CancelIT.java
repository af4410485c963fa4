package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Cancellation;
import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobCancelledException;
import dev.muster.queue.JobId;
import dev.muster.queue.JobProgress;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cancelled job is not run again, whoever dies before it has ended. */
@Timeout(120)
class CancelIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofMillis(50);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @AfterEach
    void forgetReboots() {
        Reboot.forget();
    }

    private Path place() {
        return directory.resolve("crash");
    }

    private static String url(Path place) {
        return "chronicle:" + place;
    }

    private static void assertPutAside(JobQueue queue, JobId id, int crashes) {
        try (Consumer consumer = queue.openConsumer()) {
            Await.until("it is put aside", () -> {
                assertThat(consumer.poll(1, AT_ONCE)).isEmpty();
                return queue.stats().dead() == 1;
            });
        }
        DeadLetter letter = queue.deadLetters().find(id).orElseThrow();
        assertThat(letter.reason()).isEqualTo("cancelled");
        assertThat(letter.crashed()).hasSize(crashes);
    }

    @Test
    void aJobWhoseWorkerIsKilledIsPutAsideByTheNextOne() {
        try (JobQueue queue = JobQueues.open("crash", url(place()))) {
            CompletableFuture<JobResult> result = queue.submit(Job.json("1")).toCompletableFuture();
            JobId id = queue.admin().peek(1).get(0).id();
            Child holder =
                    Child.start(directory, "hold", url(place()), "-", "1").await("at HOLD");
            try {
                assertThat(queue.admin().peek(1).get(0).progress()).contains(new JobProgress(0.5, "holds"));
                assertThat(queue.admin().cancel(id)).isEqualTo(Cancellation.ASKED);
            } finally {
                holder.kill();
            }
            assertThat(result).isNotDone();
            assertPutAside(queue, id, 1);
            assertThatThrownBy(() -> result.orTimeout(20, TimeUnit.SECONDS).join())
                    .hasCauseInstanceOf(JobCancelledException.class);
        }
    }

    @Test
    void aJobThatRanWhenTheMachineWentDownIsPutAside() throws Exception {
        Path image;
        JobId id;
        try (JobQueue queue = JobQueues.open("crash", url(place()));
                Consumer consumer = queue.openConsumer()) {
            queue.put(Job.json("1"));
            Lease lease = consumer.poll(1, SOON).get(0);
            id = lease.id();
            queue.admin().cancel(id);
            image = Reboot.image(place(), directory.resolve("image"));
            lease.ack();
        }
        Reboot.now();
        try (JobQueue queue = JobQueues.open("crash", url(image))) {
            assertPutAside(queue, id, 0);
        }
    }
}
