package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes with a change of a job's word is there before it: whoever dies right behind the change leaves nothing out. */
class DeathHalfwayTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @SuppressWarnings("NullAway.Init")
    private Consumer consumer;

    @BeforeEach
    void open() {
        queue = JobQueues.open("halfway", "chronicle:" + files);
        consumer = queue.openConsumer();
    }

    @AfterEach
    void close() {
        CrashPoint.listener(point -> {});
        consumer.close();
        queue.close();
    }

    private Lease take() {
        return consumer.poll(1, SOON).get(0);
    }

    private JobId put(Job job) {
        return queue.put(job).toCompletableFuture().join();
    }

    @Test
    void aJobIsFoundByItsKeyFromTheMomentOfItsPublication() {
        Job job = Job.json("1").withUniqueKey("one");
        Death.at(CrashPoint.PUBLISHED, () -> put(job));
        JobId again = put(job);
        Lease lease = take();
        assertThat(lease.id()).isEqualTo(again);
        assertThat(lease.ack()).isTrue();
        assertThat(queue.stats().puts()).isEqualTo(1);
    }

    @Test
    void aJobThatIsDeadHasItsEvidence() {
        JobId id = put(Job.json("1"));
        Lease lease = take();
        Death.at(CrashPoint.SETTLED, () -> lease.bury("hopeless"));
        assertThat(queue.deadLetters().find(id).map(DeadLetter::reason)).contains("hopeless");
    }

    @Test
    void aJobThatIsDoneHasItsResult() {
        CompletableFuture<JobResult> result = queue.submit(Job.json("1")).toCompletableFuture();
        Lease lease = take();
        JobResult answer = new JobResult("text/plain", "42".getBytes(StandardCharsets.UTF_8));
        Death.at(CrashPoint.SETTLED, () -> lease.ack(answer));
        assertThat(queue.stats().done()).isEqualTo(1);
        assertThat(result.orTimeout(10, TimeUnit.SECONDS).join().payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("42");
    }
}
