package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTimesTest {

    private static final int JOBS = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @SuppressWarnings("NullAway.Init")
    private Consumer consumer;

    @BeforeEach
    void open() {
        queue = JobQueues.open("timed", "chronicle:" + files);
        consumer = queue.openConsumer();
        queue.putAll(Collections.nCopies(JOBS, Job.json("1")))
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        consumer.close();
        queue.close();
    }

    private List<Lease> take(int jobs) {
        return consumer.poll(jobs, Duration.ofSeconds(10));
    }

    private long measured() {
        return queue.counters().runTime().count();
    }

    @Test
    void everyJobOfABatchIsMeasured() {
        take(JOBS).forEach(Lease::ack);
        assertThat(measured()).isEqualTo(JOBS);
        assertThat(queue.counters().queueTime().count()).isEqualTo(JOBS);
    }

    @Test
    void whatHasLeftIsMeasuredBeforeMoreIsTaken() {
        List<Lease> leases = take(JOBS - 1);
        leases.subList(0, JOBS / 2).forEach(Lease::ack);
        take(1);
        assertThat(measured()).isEqualTo(JOBS / 2);
    }

    @Test
    void aLongJobAmongShortOnesIsSeen() {
        List<Lease> leases = take(JOBS);
        leases.subList(0, JOBS - 1).forEach(Lease::ack);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(80);
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        leases.get(JOBS - 1).ack();
        assertThat(measured()).isEqualTo(JOBS);
        assertThat(queue.counters().runTime().p99()).isGreaterThan(8); // its share of those that left unseen before it
    }

    @Test
    void jobsThatRunAtATimeAreEachMeasuredFromTheirOwnClaim() {
        Lease first = take(1).get(0);
        Lease second = take(1).get(0);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(80);
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        first.ack();
        second.ack();
        assertThat(measured()).isEqualTo(2);
        assertThat(queue.counters().runTime().p50()).as("of both").isGreaterThan(70);
        take(1).get(0).ack();
        assertThat(measured()).isEqualTo(3);
    }
}
