package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.QueueLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Owners that lose their slot. A death is simulated by letting go of the slot's byte lock, which is all that the kernel does for
 * the others to see; the dead owner's objects stay, as those of a process that was frozen at that moment would.
 */
class LostLeaseTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int ROUNDS = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @SuppressWarnings("NullAway.Init")
    private QueueLedger master;

    private int deaths;

    @BeforeEach
    void open() {
        queue = JobQueues.open("fence", url());
        master = QueueLedger.open(files);
        SharedQueue shared = SharedQueue.acquire(QueueUrl.parse("fence", url()), () -> {});
        shared.housekeeper().stop(); // recovery happens when the test says so
        shared.release();
    }

    @AfterEach
    void close() {
        SharedQueue shared = SharedQueue.acquire(QueueUrl.parse("fence", url()), () -> {});
        for (int i = 0; i <= deaths; i++) {
            shared.release(); // the dead cannot
        }
        master.close();
        queue.close();
    }

    private String url() {
        return "chronicle:" + files + "?segment-jobs=64&crash-max=1000";
    }

    private void put() {
        queue.put(Job.json("1")).toCompletableFuture().join();
    }

    private static Lease take(Consumer consumer) {
        return consumer.poll(1, SOON).get(0);
    }

    private void die(Consumer consumer) {
        deaths++;
        // Of a process that is really dead, this one's gate knows nothing.
        ((ChronicleJobQueue) queue).shared().gate().exit((ChronicleConsumer) consumer);
        directory().locks().unlock(((ChronicleConsumer) consumer).slot().index());
    }

    private QueueDirectory directory() {
        return QueueDirectory.open(files, 64, false);
    }

    @Test
    @DisplayName("Q14 the acknowledgement of an owner that lost its job is refused and counted, the new owner's counts")
    void staleAcknowledgementIsRefused() {
        put();
        Consumer frozen = queue.openConsumer();
        Lease stale = take(frozen);
        die(frozen);
        master.recoverAll();

        try (Consumer next = queue.openConsumer()) {
            Lease lease = take(next);
            assertThat(stale.lost()).isTrue();
            assertThat(stale.ack()).isFalse();
            assertThat(lease.lost()).isFalse();
            assertThat(lease.ack()).isTrue();
        }
        assertThat(master.counters().fenced()).isEqualTo(1);
        assertThat(master.counters().acks()).isEqualTo(1);
        assertThat(master.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 1, 1, 0));
    }

    @Test
    @DisplayName("Q14 every other settlement of a lost job is refused as well, and changes none of its counts")
    void staleRetryReleaseAndBuryAreRefused() {
        put();
        for (int round = 0; round < 3; round++) {
            Consumer frozen = queue.openConsumer();
            Lease stale = take(frozen);
            die(frozen);
            master.recoverAll();
            assertThat(
                            switch (round) {
                                case 0 -> stale.retry(Duration.ZERO, "late");
                                case 1 -> stale.release();
                                default -> stale.bury("late");
                            })
                    .isFalse();
        }
        try (Consumer next = queue.openConsumer()) {
            Lease lease = take(next);
            assertThat(lease.crashes()).isEqualTo(3);
            assertThat(lease.attempt()).isEqualTo(4);
        }
        assertThat(master.counters().fenced()).isEqualTo(3);
    }

    @Test
    @DisplayName("Q5 Q14 acknowledgement and recovery race 200 times: the job is done, or ready again, and never both")
    void acknowledgementAndRecoveryNeverBothWin() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            put();
            Consumer dying = queue.openConsumer();
            Lease lease = take(dying);
            die(dying);
            CyclicBarrier barrier = new CyclicBarrier(2);
            AtomicInteger recovered = new AtomicInteger();
            Thread recoverer = new Thread(() -> {
                await(barrier);
                recovered.set(master.recoverAll());
            });
            recoverer.start();
            await(barrier);
            boolean acked = lease.ack();
            recoverer.join();

            QueueStats stats = master.stats();
            assertThat(recovered).hasValue(acked ? 0 : 1);
            assertThat(stats.ready()).as("round %d, acked %s", round, acked).isEqualTo(acked ? 0 : 1);
            if (!acked) {
                try (Consumer next = queue.openConsumer()) {
                    assertThat(take(next).ack()).isTrue();
                }
            }
            assertThat(master.stats().done()).isEqualTo(round + 1);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Thrown out of a crash point: the thread goes no step further. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    @DisplayName(
            "Q2 Q5 an owner dies 200 times at a random step of claim and settlement: its job is done once or comes back")
    void deathAtARandomStepLosesNothing() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        CrashPoint[] points = {
            CrashPoint.CLAIMED, CrashPoint.SETTLING, CrashPoint.SETTLED, CrashPoint.SWEEPING, CrashPoint.PUT
        };
        long doneBefore = 0;
        for (int round = 0; round < ROUNDS; round++) {
            CrashPoint where = points[random.nextInt(points.length)];
            put();
            Consumer dying = queue.openConsumer();
            Thread victim = Thread.currentThread();
            AtomicBoolean killed = new AtomicBoolean();
            CrashPoint.listener(point -> {
                if (Thread.currentThread() == victim && (point == where || killed.get())) {
                    killed.set(true); // the dead tidy nothing up: they fail at every further step
                    throw new Killed();
                }
            });
            try {
                Lease lease = take(dying);
                switch (random.nextInt(3)) {
                    case 0 -> lease.ack();
                    case 1 -> lease.retry(Duration.ZERO, "again");
                    default -> lease.release();
                }
            } catch (Killed e) {
                // As intended: nothing more is done by this owner.
            } finally {
                CrashPoint.listener(point -> {});
            }
            die(dying);
            master.recoverAll();

            if (master.stats().done() == doneBefore) {
                try (Consumer next = queue.openConsumer()) {
                    assertThat(take(next).ack())
                            .as("round %d, killed at %s", round, where)
                            .isTrue();
                }
            }
            QueueStats stats = master.stats();
            assertThat(stats.done()).as("round %d, killed at %s", round, where).isEqualTo(++doneBefore);
            assertThat(stats.backlog()).isZero();
        }
    }

    @Test
    void aDeadOwnersJobsAreGivenBackInEveryLane() {
        for (Priority priority : Priority.values()) {
            queue.put(Job.json("1").withPriority(priority))
                    .toCompletableFuture()
                    .join();
        }
        Consumer dead = queue.openConsumer();
        for (int i = 0; i < Priority.values().length; i++) {
            take(dead);
        }
        die(dead);
        assertThat(master.recoverAll()).isEqualTo(Priority.values().length);
        assertThat(master.stats().running()).isZero();
    }

    @Test
    @DisplayName("Q38 what a draining owner leaves behind was interrupted, not crashed")
    void deathOfADrainingOwnerIsAnInterruption() {
        put();
        Consumer stopping = queue.openConsumer();
        take(stopping);
        stopping.drain();
        die(stopping);
        assertThat(master.recoverAll()).isEqualTo(1);
        try (Consumer next = queue.openConsumer()) {
            Lease lease = take(next);
            assertThat(lease.attempt()).isEqualTo(1);
            assertThat(lease.crashes()).isZero();
        }
        assertThat(master.counters().interruptions()).isEqualTo(1);
        assertThat(master.counters().crashes()).isZero();
    }

    @Test
    @DisplayName("Q10 a dead owner's pid belongs to a living process: the owner is dead all the same")
    void reusedPidDoesNotKeepTheDeadAlive() {
        put();
        Consumer dead = queue.openConsumer(); // its slot names this process, which lives on
        take(dead);
        int pid = (int) ProcessHandle.current().pid();
        die(dead);
        assertThat(master.recover(pid, 1)).as("another process with this pid").isZero();
        assertThat(master.stats().running()).isEqualTo(1);
        assertThat(master.recoverAll()).isEqualTo(1);
    }

    @Test
    @DisplayName("Q13 a living owner is not recovered, however long it takes")
    void livingOwnersAreLeftAlone() {
        put();
        try (Consumer slow = queue.openConsumer()) {
            Lease lease = take(slow);
            assertThat(master.recoverAll()).isZero();
            assertThat(directory().recoverDead()).isZero();
            assertThat(lease.ack()).isTrue();
        }
    }

    @ParameterizedTest(name = "the clock stands {0} off")
    @DisplayName("Q17 Q18 Q19 a clock that jumps, or a pause of a day, takes no job from its living owner")
    @ValueSource(strings = {"PT24H", "PT-24H"})
    void noClockDeclaresAnybodyDead(Duration off) {
        put();
        try (Consumer slow = queue.openConsumer()) {
            Lease lease = take(slow);
            // As if it had been claimed then, which is what a jump of the clock the other way looks like.
            LedgerFile ledger = directory().ledgers(Lane.NORMAL).get(0);
            long word = ledger.word(0);
            long jumped = JobWord.of(
                    JobWord.state(word),
                    JobWord.delivery(word),
                    JobWord.slot(word),
                    System.currentTimeMillis() + off.toMillis());
            assertThat(ledger.cas(0, word, jumped)).isTrue();
            assertThat(master.recoverAll()).isZero();
            assertThat(directory().recoverDead()).isZero();
            assertThat(master.stats().running()).isEqualTo(1);
            assertThat(ledger.cas(0, jumped, word)).isTrue();
            assertThat(lease.ack()).isTrue();
        }
    }

    @Test
    void aJobWhoseProducerDiedRightAfterPublishingIsDeliveredThoughOthersFollow() {
        CrashPoint.listener(point -> {
            if (point == CrashPoint.PUBLISHED) {
                throw new Killed();
            }
        });
        try {
            assertThatThrownBy(this::put).isInstanceOf(Killed.class);
        } finally {
            CrashPoint.listener(point -> {});
        }
        put();
        assertThat(master.stats().puts()).isEqualTo(2);
        assertThat(master.stats().ready()).isEqualTo(2);
        try (Consumer consumer = queue.openConsumer()) {
            assertThat(consumer.poll(3, SOON)).hasSize(2).allMatch(Lease::ack);
        }
        assertThat(master.stats().done()).isEqualTo(2);
    }

    @Test
    void whoeverGivesAJobBackAsksForASweep() {
        put();
        Consumer dying = queue.openConsumer();
        assertThat(take(dying).release()).isTrue();
        assertThat(sweepIsWanted()).as("released").isTrue();
        Lease lease = takeWithRoomForMore(dying);
        assertThat(sweepIsWanted()).as("swept").isFalse();
        assertThat(lease.retry(Duration.ZERO, "again")).isTrue();
        assertThat(sweepIsWanted()).as("retried").isTrue();
        takeWithRoomForMore(dying);
        die(dying);
        assertThat(sweepIsWanted()).as("swept").isFalse();
        master.recoverAll();
        assertThat(sweepIsWanted()).as("recovered").isTrue();
    }

    /** A sweep that stops with its hands full asks for another one. */
    private static Lease takeWithRoomForMore(Consumer consumer) {
        return consumer.poll(2, SOON).get(0);
    }

    private boolean sweepIsWanted() {
        return directory().hints().wanted(System.currentTimeMillis());
    }

    @Test
    void aSlotIsRecoveredByWhoeverReusesIt() {
        put();
        Consumer dead = queue.openConsumer();
        take(dead);
        int slot = ((ChronicleConsumer) dead).slot().index();
        die(dead);
        try (Consumer next = queue.openConsumer()) {
            assertThat(((ChronicleConsumer) next).slot().index()).isEqualTo(slot);
            assertThat(take(next).crashes()).isEqualTo(1);
        }
    }

    @Test
    void jobsThatOnlyTheDeadWalkerHadInViewAreFoundByTheOthers() {
        for (int i = 0; i < 200; i++) {
            put();
        }
        Consumer ahead = queue.openConsumer();
        assertThat(ahead.poll(150, SOON)).hasSize(150);
        die(ahead);
        try (Consumer next = queue.openConsumer()) {
            int seen = 0;
            while (seen < 200) {
                var leases = next.poll(9, SOON);
                assertThat(leases).as("after %d", seen).isNotEmpty();
                leases.forEach(Lease::ack);
                seen += leases.size();
            }
        }
        assertThat(master.stats().done()).isEqualTo(200);
    }
}
