package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.SlotsOfOthers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was claimed when something failed is given back by its owner: no process dies, so nobody else would do it. */
class FailedClaimTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @SuppressWarnings("NullAway.Init")
    private QueueLedger master;

    /** As memory that is used up. */
    private static final class Exhausted extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void open() {
        queue = JobQueues.open("full", "chronicle:" + files);
        master = QueueLedger.open(files);
        for (int i = 0; i < 3; i++) {
            queue.put(Job.json("1")).toCompletableFuture().join();
        }
    }

    @AfterEach
    void close() {
        CrashPoint.listener(point -> {});
        master.close();
        queue.close();
    }

    private static void failAt(Set<CrashPoint> points, int nth) {
        Thread victim = Thread.currentThread();
        AtomicInteger reached = new AtomicInteger();
        CrashPoint.listener(point -> {
            if (Thread.currentThread() == victim && points.contains(point) && reached.incrementAndGet() >= nth) {
                throw new Exhausted();
            }
        });
    }

    private void assertThatAllCanBeTaken() {
        CrashPoint.listener(point -> {});
        try (Consumer next = queue.openConsumer()) {
            int taken = 0;
            while (taken < 3) {
                List<Lease> leases = next.poll(3, SOON);
                assertThat(leases).as("after %d", taken).isNotEmpty();
                assertThat(leases).allMatch(lease -> lease.crashes() == 0 && lease.attempt() == 1);
                leases.forEach(Lease::ack);
                taken += leases.size();
            }
        }
        assertThat(master.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 3, 3, 0));
    }

    @Test
    void aPollThatFailsGivesBackWhatItHadClaimed() {
        try (Consumer consumer = queue.openConsumer()) {
            failAt(EnumSet.of(CrashPoint.CLAIMED), 2);
            assertThatThrownBy(() -> consumer.poll(3, SOON)).isInstanceOf(Exhausted.class);
            assertThat(master.stats().running()).isZero();
            assertThat(master.counters().claims()).isEqualTo(2);
            assertThat(master.counters().releases()).isEqualTo(2);
            assertThatAllCanBeTaken();
        }
    }

    @Test
    void whatAFailedPollCouldNotGiveBackIsGivenBackAtTheEnd() {
        Consumer consumer = queue.openConsumer();
        failAt(EnumSet.of(CrashPoint.CLAIMED, CrashPoint.SETTLING), 3);
        assertThatThrownBy(() -> consumer.poll(3, SOON))
                .isInstanceOf(Exhausted.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(3));
        assertThat(master.stats().running()).isEqualTo(3);
        CrashPoint.listener(point -> {});
        consumer.close();
        assertThat(master.stats().running()).isZero();
        assertThatAllCanBeTaken();
    }

    @Test
    void anEndThatCannotReleaseItsJobsInterruptsThemAndLeavesTheSlotFree() {
        Consumer consumer = queue.openConsumer();
        Lease late = consumer.poll(2, SOON).get(0);
        Slot slot = ((ChronicleConsumer) consumer).slot();
        failAt(EnumSet.of(CrashPoint.SETTLING), 1);
        assertThatThrownBy(consumer::close).hasCauseInstanceOf(Exhausted.class);
        CrashPoint.listener(point -> {});

        QueueDirectory directory = QueueDirectory.open(files, 64, false);
        assertThat(directory.locks().isHeld(slot.index())).isFalse();
        assertThat(master.counters().interruptions()).isEqualTo(2);
        assertThat(late.ack()).isFalse();
        assertThat(master.counters().fenced()).as("counted in a slot of others").isZero();
        assertThatAllCanBeTaken();
    }

    @Test
    void aDrainAfterTheEndLeavesTheSlotsNextOwnerAlone() {
        Consumer consumer = queue.openConsumer();
        int index = ((ChronicleConsumer) consumer).slot().index();
        consumer.close();
        try (Consumer next = queue.openConsumer()) {
            assertThat(((ChronicleConsumer) next).slot().index()).isEqualTo(index);
            consumer.drain();
            assertThat(SlotsOfOthers.isDraining(((ChronicleConsumer) next).slot()))
                    .isFalse();
            next.drain();
            assertThat(SlotsOfOthers.isDraining(((ChronicleConsumer) next).slot()))
                    .isTrue();
        }
    }
}
