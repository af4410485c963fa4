package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an engine promises to those who wait for results. */
abstract class ResultContract extends PutContract {

    private static CompletableFuture<JobResult> submit(JobQueue queue, String text) {
        return queue.submit(Job.json(text)).toCompletableFuture();
    }

    private static String text(CompletableFuture<JobResult> result) {
        return new String(result.orTimeout(10, TimeUnit.SECONDS).join().payload(), StandardCharsets.UTF_8);
    }

    private static JobResult echo(Lease lease) {
        return new JobResult("text/plain", ("did " + text(lease)).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSubmittedJobsResultComesBack() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        CompletableFuture<JobResult> result = submit(queue, "a");
        put(queue, "not submitted");
        Lease lease = take(consumer);
        assertThat(result).isNotDone();
        assertThat(lease.ack(echo(lease))).isTrue();
        take(consumer).ack(JobResult.NOTHING);
        assertThat(text(result)).isEqualTo("did a");
        assertThat(result.join().contentType()).isEqualTo("text/plain");
        assertThat(queue.stats().done()).isEqualTo(2);
        assertThat(queue.stats().puts()).as("results are nobody's jobs").isEqualTo(2);
    }

    @Test
    void aThousandResultsReachThoseWhoWaitForThem() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        List<CompletableFuture<JobResult>> results = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            results.add(submit(queue, "job-" + i));
        }
        for (int done = 0; done < 1000; ) {
            List<Lease> leases = consumer.poll(64, SOON);
            leases.forEach(lease -> lease.ack(echo(lease)));
            done += leases.size();
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(text(results.get(i))).isEqualTo("did job-" + i);
        }
    }

    @Test
    void aBuriedJobFailsItsCaller() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        CompletableFuture<JobResult> result = submit(queue, "a");
        take(consumer).retry(Duration.ZERO, "not yet");
        assertThat(result).isNotDone();
        take(consumer).bury("broken for good");
        assertThatThrownBy(() -> text(result))
                .hasCauseInstanceOf(JobFailedException.class)
                .hasMessageContaining("broken for good");
    }

    @Test
    @DisplayName("Q25 a result that is too big is told as an error, and the job is done")
    void aHugeResult() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        CompletableFuture<JobResult> result = submit(queue, "a");
        assertThat(take(consumer).ack(new JobResult("", new byte[(16 << 20) + 1])))
                .isTrue();
        assertThatThrownBy(() -> text(result))
                .hasCauseInstanceOf(JobFailedException.class)
                .hasMessageContaining("too big");
        assertThat(queue.stats().done()).isEqualTo(1);
    }

    @Test
    void aClosedQueueLeavesNobodyWaiting() {
        JobQueue queue = queue();
        CompletableFuture<JobResult> result = submit(queue, "a");
        queue.close();
        assertThat(result).isCompletedExceptionally();
    }
}
