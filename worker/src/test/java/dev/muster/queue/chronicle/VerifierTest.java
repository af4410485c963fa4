package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueProblem;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {

    private static final int JOBS = 250;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private ChronicleJobQueue open() {
        return (ChronicleJobQueue)
                JobQueues.open("verify", "chronicle:" + directory.resolve("queue") + "?segment-jobs=100");
    }

    private static void fill(JobQueue queue) {
        for (int i = 0; i < JOBS; i++) {
            Job job = Job.json("payload-" + i);
            queue.put(i % 50 == 49 ? job.withDelay(Duration.ofHours(1)) : job)
                    .toCompletableFuture()
                    .join();
        }
    }

    private static LedgerFile first(ChronicleJobQueue queue) {
        return queue.shared().directory().ledgers(Lane.NORMAL).get(0);
    }

    @Test
    void aQueueInUseIsSound() {
        try (ChronicleJobQueue queue = open();
                Consumer consumer = queue.openConsumer()) {
            assertThat(queue.admin().verify()).isEmpty();
            fill(queue);
            List<Lease> leases = consumer.poll(20, Duration.ofSeconds(5));
            leases.get(0).bury("bad");
            leases.get(1).retry(Duration.ofHours(1), "later");
            leases.get(2).ack();
            assertThat(queue.admin().verify()).isEmpty();
        }
    }

    @Test
    @DisplayName("Q31 a flipped bit is told with the record's name; the others are served")
    void aFlippedBitIsTold() throws IOException {
        try (JobQueue queue = open()) {
            fill(queue);
        }
        flip("payload-7");
        try (ChronicleJobQueue queue = open();
                Consumer consumer = queue.openConsumer()) {
            assertThat(queue.admin().verify())
                    .extracting(QueueProblem::toString)
                    .containsExactly(
                            "seg-00000001 job 16777223: its document is missing or damaged; it will be put aside when its turn comes");
            List<String> served = new ArrayList<>();
            while (served.size() < JOBS - JOBS / 50 - 1) {
                for (Lease lease : consumer.poll(64, Duration.ofSeconds(5))) {
                    served.add(new String(lease.job().payload(), StandardCharsets.UTF_8));
                    lease.ack();
                }
            }
            assertThat(served).doesNotContain("payload-7").contains("payload-6", "payload-8", "payload-248");
            assertThat(queue.stats().dead()).isEqualTo(1);
        }
    }

    private void flip(String text) throws IOException {
        Path journal;
        try (Stream<Path> files = Files.list(directory.resolve("queue/seg-00000001/q"))) {
            journal = files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            byte[] begin = new byte[1 << 20];
            file.readFully(begin);
            int at = new String(begin, StandardCharsets.ISO_8859_1).indexOf(text);
            assertThat(at).isPositive();
            file.seek(at);
            file.write(begin[at] ^ 4);
        }
    }

    @Test
    void aJobWithoutAStateIsTold() {
        try (ChronicleJobQueue queue = open()) {
            fill(queue);
            LedgerFile ledger = first(queue);
            assertThat(ledger.cas(5, ledger.word(5), 0)).isTrue();
            assertThat(queue.admin().verify())
                    .extracting(QueueProblem::toString)
                    .containsExactly(
                            "seg-00000001 job 16777221: has no state although later jobs have one; it will never run");
        }
    }

    @Test
    void countsThatDoNotGoOnAreTold() {
        try (ChronicleJobQueue queue = open()) {
            fill(queue);
            queue.shared().directory().ledgers(Lane.NORMAL).get(1).base(99);
            assertThat(queue.admin().verify())
                    .extracting(QueueProblem::toString)
                    .contains("seg-00000002: counts on from job 99 instead of 100; the counts are wrong");
        }
    }

    @Test
    void aJobInASlotThatNobodyHoldsIsGivenBackOrTold() {
        try (ChronicleJobQueue queue = open()) {
            fill(queue);
            LedgerFile ledger = first(queue);
            assertThat(ledger.cas(5, ledger.word(5), JobWord.of(JobWord.CLAIMED, 1, 400, System.currentTimeMillis())))
                    .isTrue();
            assertThat(queue.admin().verify())
                    .extracting(QueueProblem::toString)
                    .containsExactly(
                            "seg-00000001 job 16777221: runs in slot 400, which nobody holds; it will not come back by itself");
        }
    }
}
