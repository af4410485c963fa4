package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.Priority;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.SweepHints;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jobs of a batch keep the words with which they were staged until somebody takes them; only the last one is marked. */
class StagedJobsTest {

    private static final int JOBS = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @BeforeEach
    void open() {
        queue = JobQueues.open("staged", "chronicle:" + files);
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private SharedQueue shared() {
        return ((ChronicleJobQueue) queue).shared();
    }

    private void putBatch(int from, int to) {
        queue.putAll(IntStream.range(from, to).mapToObj(i -> Job.json("" + i)).toList())
                .toCompletableFuture()
                .join();
    }

    private List<Integer> states() {
        LedgerFile ledger = shared().directory().ledgers(Lane.NORMAL).get(0);
        return IntStream.range(0, JOBS)
                .mapToObj(i -> JobWord.state(ledger.word(i)))
                .toList();
    }

    private static int number(Lease lease) {
        return Integer.parseInt(new String(lease.job().payload(), StandardCharsets.UTF_8));
    }

    @Test
    void allJobsOfABatchCount() {
        putBatch(0, JOBS);
        assertThat(states().subList(0, JOBS - 1)).containsOnly(JobWord.STAGED);
        assertThat(states().get(JOBS - 1)).isEqualTo(JobWord.READY);
        assertThat(queue.stats().ready()).isEqualTo(JOBS);
        assertThat(queue.admin().purge()).isEqualTo(JOBS);
    }

    @Test
    void aJobThatAConsumerPassedAndFailedToTakeIsFoundByASweep() {
        putBatch(0, JOBS);
        QueueDirectory directory = shared().directory();
        try (ChronicleConsumer consumer = (ChronicleConsumer) queue.openConsumer()) {
            Slot passed = directory.occupySlot();
            passed.position(Lane.NORMAL, JobIds.of(1, 5));
            directory.hints().redelivered();
            Sweeper sweeper = new Sweeper(directory, shared().segments());
            Batch batch = new Batch(consumer, new JobDocument(), JOBS, System.currentTimeMillis(), System.nanoTime());
            sweeper.begin(batch, false);
            sweeper.sweep(Lane.NORMAL, batch);
            sweeper.end(batch);
            sweeper.close();
            directory.releaseSlot(passed);
            assertThat(batch.leases()).extracting(StagedJobsTest::number).containsExactly(0, 1, 2, 3, 4);
            batch.leases().forEach(Lease::ack);
        }
    }

    private static void claimOne(Consumer consumer) {
        List<Lease> leases = consumer.poll(1, Duration.ZERO);
        assertThat(leases).hasSize(1);
        leases.get(0).ack();
    }

    @Test
    void aNewConsumerBeginsBehindWhatIsFinal() {
        putBatch(0, JOBS);
        LedgerFile ledger = shared().directory().ledgers(Lane.NORMAL).get(0);
        try (Consumer former = queue.openConsumer()) {
            for (int i = 0; i < JOBS; i++) {
                claimOne(former);
            }
            assertThat(ledger.low()).as("nobody has swept").isZero();
            try (Consumer next = queue.openConsumer()) {
                assertThat(next.poll(1, Duration.ZERO)).isEmpty();
                assertThat(ledger.low()).isEqualTo(JOBS);
                putBatch(0, 1);
                claimOne(next);
            }
        }
    }

    @Test
    void aSweepThatFindsNothingIsOverThoughNewJobsFillTheBatch() {
        putBatch(0, JOBS);
        SweepHints hints = shared().directory().hints();
        try (Consumer consumer = queue.openConsumer()) {
            hints.redelivered();
            claimOne(consumer);
            assertThat(hints.wanted(System.currentTimeMillis())).isFalse();
        }
    }

    @Test
    void aSweepThatNewUrgentJobsOvertakeIsTriedAgainAWhileLater() {
        putBatch(0, JOBS);
        queue.putAll(java.util.Collections.nCopies(JOBS, Job.json("1").withPriority(Priority.HIGH)))
                .toCompletableFuture()
                .join();
        SweepHints hints = shared().directory().hints();
        try (Consumer consumer = queue.openConsumer()) {
            hints.redelivered();
            long before = System.currentTimeMillis();
            claimOne(consumer);
            assertThat(hints.wanted(before)).as("wanted at once").isFalse();
            assertThat(hints.nextDue()).isBetween(before + 5, System.currentTimeMillis() + 5);
        }
    }

    @Test
    @Timeout(60)
    void aConsumerLeavesNoJobBehindThatIsJustBeingMarked() {
        int jobs = 50_000;
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < jobs; i += 2) {
                queue.put(Job.json("" + i)).toCompletableFuture().join();
                putBatch(i + 1, i + 2);
            }
        });
        List<Integer> taken = new ArrayList<>();
        try (Consumer consumer = queue.openConsumer()) {
            while (taken.size() < jobs) { // without a nap, so that it is at the end when a job comes
                for (Lease lease : consumer.poll(4, Duration.ZERO)) {
                    taken.add(number(lease));
                    lease.ack();
                }
            }
        }
        producer.join();
        // One that is left behind comes back by a sweep, out of its turn.
        assertThat(taken).isSorted();
    }
}
