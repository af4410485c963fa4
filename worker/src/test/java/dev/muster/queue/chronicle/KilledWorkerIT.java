package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueCounters;
import dev.muster.queue.ledger.QueueInUseException;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, killed with SIGKILL at exactly the step that the scenario names. */
class KilledWorkerIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    private final List<Child> children = new ArrayList<>();

    @BeforeEach
    void open() {
        queue = JobQueues.open("crash", url());
    }

    @AfterEach
    void close() {
        children.forEach(Child::kill);
        queue.close();
    }

    private Path files() {
        return directory.resolve("crash");
    }

    private String url() {
        return "chronicle:" + files() + "?segment-jobs=500";
    }

    private Child start(String role, String stopAt, String... more) {
        Child child = Child.start(directory, role, url(), stopAt, more);
        children.add(child);
        return child;
    }

    private void put(int jobs) {
        for (int i = 0; i < jobs; i++) {
            queue.put(Job.json("job-" + i)).toCompletableFuture().join();
        }
    }

    private List<Lease> takeAndAck(int jobs) {
        List<Lease> taken = new ArrayList<>();
        try (Consumer consumer = queue.openConsumer()) {
            while (taken.size() < jobs) {
                List<Lease> leases = consumer.poll(64, Duration.ofSeconds(20));
                assertThat(leases).as("more after %d of %d", taken.size(), jobs).isNotEmpty();
                leases.forEach(Lease::ack);
                taken.addAll(leases);
            }
            assertThat(consumer.poll(1, Duration.ofMillis(20))).isEmpty();
        }
        return taken;
    }

    private static String name(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("Q1 an idle worker is killed: every job is done once")
    void killedIdleWorkerCostsNothing() {
        Child idle = start("consume", "-").await("ready");
        idle.kill();
        put(1000);
        List<Lease> taken = takeAndAck(1000);
        assertThat(taken.stream().map(KilledWorkerIT::name)).doesNotHaveDuplicates();
        assertThat(taken).allSatisfy(lease -> assertThat(lease.crashes()).isZero());
        assertThat(queue.stats().done()).isEqualTo(1000);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("Q2 Q3 Q4 a worker is killed with a job in its hands, before, in and after the handler: it runs again")
    @ValueSource(strings = {"CLAIMED", CrashProgram.IN_HANDLER, "SETTLING"})
    void killedWorkersJobRunsAgain(String where) {
        put(1);
        Child worker = start("consume", where).await("at " + where);
        assertThat(queue.stats().running()).isEqualTo(1);
        worker.kill();

        try (QueueLedger master = QueueLedger.open(files())) {
            int recovered = master.recover(worker.pid(), worker.startTicks());
            assertThat(recovered).as("given back, unless a peer was faster").isBetween(0, 1);
            assertThat(master.recoverAll()).isZero();
            assertThat(master.counters().crashes()).isEqualTo(1);
        }
        Lease again = takeAndAck(1).get(0);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.crashes()).isEqualTo(1);
    }

    @Test
    @DisplayName("Q2 without a master the other processes notice the death")
    void peersRecoverWithoutAMaster() {
        put(1);
        Child worker = start("consume", "CLAIMED").await("at CLAIMED");
        try (Consumer waiting = queue.openConsumer()) {
            assertThat(waiting.poll(1, Duration.ofMillis(20))).isEmpty();
            worker.kill();
            long killed = System.nanoTime();
            assertThat(waiting.poll(1, Duration.ofSeconds(20)))
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.crashes()).isEqualTo(1));
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    @DisplayName("Q5 a worker is killed right after the ack: the job is done, and done once")
    void killAfterTheAckChangesNothing() {
        put(1);
        Child worker = start("consume", "SETTLED").await("at SETTLED");
        worker.kill();
        try (QueueLedger master = QueueLedger.open(files())) {
            master.recoverAll();
            assertThat(master.stats().done()).isEqualTo(1);
            assertThat(master.stats().backlog()).isZero();
            Await.until("it is counted", () -> master.counters().acks() == 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName(
            "Q5 a worker is killed between the settlement of its second job and its count: both are counted, and so is the crash")
    @ValueSource(strings = {"ack", "retry", "release", "snooze", "bury"})
    void killBetweenASettlementAndItsCountLeavesNothingOut(String how) {
        put(3);
        start("settle", "SETTLED:2", how, "3").await("at SETTLED").kill();
        QueueCounters counters = recovered();
        assertThat(counters.claims()).isEqualTo(3);
        assertThat(counters.acks()).isEqualTo(how.equals("ack") ? 2 : 0);
        assertThat(counters.retries()).isEqualTo(how.equals("retry") ? 2 : 0);
        assertThat(counters.releases()).isEqualTo(how.equals("release") || how.equals("snooze") ? 2 : 0);
        assertThat(counters.buries()).isEqualTo(how.equals("bury") ? 2 : 0);
        assertThat(counters.crashes()).isEqualTo(1);
    }

    @Test
    @DisplayName("Q2 a worker is killed in the middle of claiming a batch: what it had claimed is counted")
    void killWithinABatchLeavesNoClaimOut() {
        put(4);
        start("settle", "CLAIMED:3", "ack", "4").await("at CLAIMED").kill();
        QueueCounters counters = recovered();
        assertThat(counters.claims()).isEqualTo(3);
        assertThat(counters.crashes()).isEqualTo(3);
    }

    /** What is counted once the dead are recovered, by us or by the housekeeper. */
    private QueueCounters recovered() {
        try (QueueLedger master = QueueLedger.open(files())) {
            Await.until(
                    "all is given back",
                    () -> master.recoverAll() == 0 && master.stats().running() == 0);
            return master.counters();
        }
    }

    @Test
    @DisplayName("Q12 a second master is refused with the first one's pid, until that is killed")
    void secondMasterIsRefused() {
        Child first = Child.start(directory, "master", files().toString(), "-").await("ready");
        children.add(first);
        try (QueueLedger second = QueueLedger.open(files())) {
            assertThatThrownBy(second::lockAsMaster)
                    .isInstanceOfSatisfying(
                            QueueInUseException.class, e -> assertThat(e.pid()).isEqualTo(first.pid()));
            first.kill();
            second.lockAsMaster();
        }
    }

    @Test
    @DisplayName("Q9 a master that is killed and started again takes nothing from the workers that have outlived it")
    void aNewMasterTakesNothingFromTheLiving() {
        put(3);
        Child worker = start("hold", "-", "3").await("at HOLD");
        Child first = Child.start(directory, "master", files().toString(), "-").await("ready");
        first.kill();
        try (QueueLedger second = QueueLedger.open(files())) {
            second.lockAsMaster();
            assertThat(second.recoverAll()).isZero();
            assertThat(second.recover(worker.pid(), worker.startTicks())).isZero();
            assertThat(second.stats().running()).isEqualTo(3);
            worker.kill();
            assertThat(second.recover(worker.pid(), worker.startTicks() + 1)).isZero(); // another life of the same pid
            second.recover(worker.pid(), worker.startTicks());
            Await.until("its other slot is recovered, too", () -> second.stats().running() == 0);
        }
    }

    @Test
    @DisplayName(
            "Q8 a master and its worker are killed together: the next master has the jobs run again, interrupted and not crashed")
    void whatDiedWithItsMasterWasInterrupted() {
        put(3);
        Child worker = start("hold", "-", "3").await("at HOLD");
        Child first = Child.start(directory, "master", files().toString(), "-").await("ready");
        queue.close(); // or we are the peer that notices the death
        worker.kill();
        first.kill();
        try (QueueLedger second = QueueLedger.open(files())) {
            second.lockAsMaster();
            assertThat(second.recoverInterrupted()).isEqualTo(3);
            assertThat(second.stats().ready()).isEqualTo(3);
            assertThat(second.counters().interruptions()).isEqualTo(3);
            assertThat(second.counters().crashes()).isZero();
        }
        queue = JobQueues.open("crash", url());
        assertThat(takeAndAck(3)).allMatch(lease -> lease.attempt() == 1 && lease.crashes() == 0);
    }

    @Test
    @DisplayName("Q32 a producer is killed while it holds the write lock: three others go on")
    void killedProducerReleasesTheWriteLock() {
        Child killed = start("produce", "STAGED", "killed", "1").await("at STAGED");
        Child second = start("produce", "-", "second", "100").await("intent");
        Child third = start("produce", "-", "third", "100").await("intent");
        killed.kill();
        long start = System.nanoTime();
        put(100);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        second.await("over");
        third.await("over");

        assertThat(queue.stats().puts()).isEqualTo(300);
        assertThat(takeAndAck(300).stream().map(KilledWorkerIT::name))
                .doesNotHaveDuplicates()
                .doesNotContain("killed-0");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("Q33 a producer is killed while it makes the next segment current: the others go on there")
    @ValueSource(strings = {"SEALED", "CREATING", "CREATED"})
    void killedWhileRollingLosesNothing(String where) {
        queue.close(); // or this process would make the next segment ahead of need
        Child killed = start("produce", where, "killed", "600").await("at " + where);
        killed.kill();
        open();
        put(600);
        long confirmed = Journal.lines(killed.journal()).stream()
                .filter(line -> line.startsWith("put"))
                .count();
        assertThat(queue.stats().puts()).isBetween(600 + confirmed, 600 + confirmed + 1);
        assertThat(takeAndAck((int) queue.stats().puts()).stream().map(KilledWorkerIT::name))
                .doesNotHaveDuplicates();
        assertThat(files().toFile().list()).noneMatch(name -> name.startsWith("tmp-"));
    }

    @Test
    @DisplayName("Q32 a producer is killed between publishing and counting: the job exists and is counted")
    void publishedJobOfAKilledProducerIsCounted() {
        put(3);
        Child producer = start("produce", "PUBLISHED", "killed", "1").await("at PUBLISHED");
        producer.kill();
        assertThat(queue.stats().puts()).isEqualTo(4);
        try (QueueLedger master = QueueLedger.open(files())) {
            assertThat(master.stats().puts()).isEqualTo(4);
        }
        assertThat(takeAndAck(4)).extracting(KilledWorkerIT::name).contains("killed-0");
    }

    @Test
    @DisplayName(
            "Q32 a producer is killed between publishing and counting a delayed job: whoever does what is left does it, too")
    void publishedDelayedJobOfAKilledProducerIsDone() {
        queue.close();
        start("delay", "PUBLISHED", "PT10M").await("at PUBLISHED").kill();
        Child last = start("finish", "-", "PT1H").await("over");
        assertThat(Journal.lines(last.journal()))
                .anyMatch(line -> line.startsWith("acked delayed true"))
                .noneMatch(line -> line.startsWith("waits"))
                .filteredOn(line -> line.startsWith("left"))
                .extracting(line -> Left.parse(line).backlog())
                .containsExactly(0L);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("Q32 a producer is killed in the middle of a batch: whole jobs, in order, and the others go on")
    @CsvSource({"STAGED:5, 4", "PUBLISHED:5, 5"})
    void killedInTheMiddleOfABatch(String where, int published) {
        Child killed = start("batch", where, "killed", "64").await("at " + where.split(":", -1)[0]);
        Child second = start("produce", "-", "second", "300").await("intent");
        killed.kill();
        put(300);
        second.await("over");
        assertThat(queue.stats().puts()).isEqualTo(600 + published);
        List<String> names =
                takeAndAck(600 + published).stream().map(KilledWorkerIT::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names.stream().filter(name -> name.startsWith("killed")))
                .containsExactlyElementsOf(IntStream.range(0, published)
                        .mapToObj(i -> "killed-" + i)
                        .toList());
    }
}
