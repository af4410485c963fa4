package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.DeadLetterContract;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded engine keeps the contract of dead letters, across segments. */
class ChronicleDeadLettersTest extends DeadLetterContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** The housekeeper may be at it just now. */
    private void moveUntilItsSegmentIsGone(ChronicleJobQueue queue) {
        Await.until("the first segment is gone", () -> {
            queue.shared().mover().round(System.currentTimeMillis());
            return Files.notExists(directory.resolve("dead/seg-00000001"));
        });
    }

    @Test
    void aJobThatIsMovedKeepsItsCountsAndItsKey() {
        ChronicleJobQueue queue = (ChronicleJobQueue) open();
        Job job = Job.json("1").withUniqueKey("one");
        JobId id = queue.put(job).toCompletableFuture().join();
        try (Consumer consumer = queue.openConsumer()) {
            consumer.poll(1, SOON).get(0).retry(Duration.ZERO, "at once");
            consumer.poll(1, SOON).get(0).retry(Duration.ofHours(2), "not yet");
            for (int i = 0; i < 8; i++) {
                queue.put(Job.json("filler")).toCompletableFuture().join();
                consumer.poll(1, SOON).get(0).ack();
            }
            moveUntilItsSegmentIsGone(queue);
            assertThat(queue.put(job).toCompletableFuture().join()).isEqualTo(id);
            Await.until("it is due", () -> {
                queue.shared()
                        .mover()
                        .round(System.currentTimeMillis() + Duration.ofHours(3).toMillis());
                return queue.stats().ready() == 1;
            });

            Lease again = consumer.poll(1, SOON).get(0);
            assertThat(again.id()).isEqualTo(id);
            assertThat(again.attempt()).isEqualTo(3);
            again.retry(Duration.ZERO, "at the other place");
            assertThat(consumer.poll(1, SOON).get(0).attempt()).isEqualTo(4);
        }
        queue.close();
    }

    @Test
    @DisplayName("Q50 a dead job leaves its old segment with its evidence, which the next chance does not count")
    void aDeadJobLeavesItsSegmentWithItsEvidence() {
        ChronicleJobQueue queue = (ChronicleJobQueue) open();
        JobId id = queue.put(Job.json("1")).toCompletableFuture().join();
        try (Consumer consumer = queue.openConsumer()) {
            consumer.poll(1, SOON).get(0).bury("hopeless", new IllegalStateException("no"));
            for (int i = 0; i < 8; i++) {
                queue.put(Job.json("filler")).toCompletableFuture().join();
                consumer.poll(1, SOON).get(0).ack();
            }
            moveUntilItsSegmentIsGone(queue);

            DeadLetter letter = queue.deadLetters().find(id).orElseThrow();
            assertThat(letter.reason()).isEqualTo("hopeless");
            assertThat(letter.error()).contains("IllegalStateException: no");
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(queue.deadLetters().list(10)).hasSize(1);

            assertThat(queue.deadLetters().retry(id)).isTrue();
            Lease again = consumer.poll(1, SOON).get(0);
            assertThat(again.id()).isEqualTo(id);
            assertThat(again.attempt()).isEqualTo(1);
            again.bury("still hopeless");
            assertThat(queue.deadLetters().find(id).map(DeadLetter::reason)).contains("still hopeless");
        }
        queue.close();
    }

    @Test
    void aTornRecordCostsItselfOnly() throws IOException {
        ChronicleJobQueue queue = (ChronicleJobQueue) open();
        queue.put(Job.json("1")).toCompletableFuture().join();
        queue.put(Job.json("2")).toCompletableFuture().join();
        try (Consumer consumer = queue.openConsumer()) {
            consumer.poll(1, SOON).get(0).bury("first");
            Path evidence = directory.resolve("dead/seg-00000001/evidence");
            String whole = Files.readString(evidence);
            Files.writeString(evidence, whole.substring(0, whole.length() - 10));
            consumer.poll(1, SOON).get(0).bury("second");
        }
        assertThat(queue.deadLetters().list(10))
                .extracting(DeadLetter::reason)
                .containsExactly("the record of its end was lost", "second");
        queue.close();
    }

    @Override
    protected JobQueue open() {
        return JobQueues.open("dead", "chronicle:" + directory + "/dead?segment-jobs=4");
    }
}
