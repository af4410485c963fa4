package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.QueueFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a queue with {@code durability=sync} promises, and what a failing disk does to it. */
class DurabilityTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final CountDownLatch diskIsFree = new CountDownLatch(1);
    private final AtomicInteger groups = new AtomicInteger();

    @AfterEach
    void stopListening() {
        CrashPoint.listener(point -> {});
    }

    private JobQueue open(String more) {
        return JobQueues.open("synced", "chronicle:" + directory + "/synced?durability=sync&segment-jobs=20" + more);
    }

    private void holdTheDisk() {
        CrashPoint.listener(point -> {
            if (point == CrashPoint.FORCING) {
                groups.incrementAndGet();
                awaitDisk();
            }
        });
    }

    private void awaitDisk() {
        try {
            diskIsFree.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void putIsCompleteWhenItIsOnDiskAndNotBefore() {
        holdTheDisk();
        try (JobQueue queue = open("")) {
            CompletableFuture<JobId> put = queue.put(Job.json("1")).toCompletableFuture();
            CompletableFuture<List<JobId>> batch =
                    queue.putAll(List.of(Job.json("2"), Job.json("3"))).toCompletableFuture();
            assertThat(put).isNotDone();
            assertThat(batch).isNotDone();
            assertThat(queue.stats().ready()).isEqualTo(3);
            diskIsFree.countDown();
            assertThat(put.join()).isNotNull();
            assertThat(batch.join()).hasSize(2);
        }
    }

    @Test
    void thoseWhoComeWhileAGroupIsWrittenAreTheNextGroup() {
        holdTheDisk();
        List<CompletableFuture<JobId>> puts = new ArrayList<>();
        try (JobQueue queue = open("")) {
            for (int i = 0; i < 100; i++) {
                puts.add(queue.put(Job.json("1")).toCompletableFuture());
            }
            diskIsFree.countDown();
            puts.forEach(CompletableFuture::join);
            assertThat(groups).hasValueLessThanOrEqualTo(2);
        }
    }

    @Test
    void closingWritesWhatWaits() {
        CompletableFuture<JobId> put;
        try (JobQueue queue = open("")) {
            put = queue.put(Job.json("1")).toCompletableFuture();
        }
        assertThat(put).isCompleted();
    }

    @Test
    void whatWasPutBeforeTheQueueWasFullIsOnDiskWhenTheRestIsRefused() {
        holdTheDisk();
        try (JobQueue queue = open("&max-backlog=2")) {
            CompletableFuture<List<JobId>> batch = queue.putAll(List.of(Job.json("1"), Job.json("2"), Job.json("3")))
                    .toCompletableFuture();
            assertThat(batch).isNotDone();
            diskIsFree.countDown();
            assertThatThrownBy(batch::join).cause().isInstanceOfSatisfying(QueueFullException.class, full -> assertThat(
                            full.accepted())
                    .hasSize(2));
        }
    }

    @Test
    void putFailsWithTheDiskAndTheJobMayRunAllTheSame() {
        CrashPoint.listener(point -> {
            if (point == CrashPoint.FORCING && groups.incrementAndGet() == 1) {
                throw new UncheckedIOException(new IOException("Input/output error"));
            }
        });
        try (JobQueue queue = open("");
                Consumer consumer = queue.openConsumer()) {
            CompletableFuture<JobId> put = queue.put(Job.json("1")).toCompletableFuture();
            assertThatThrownBy(put::join).hasRootCauseMessage("Input/output error");
            assertThat(queue.put(Job.json("2")).toCompletableFuture().join()).isNotNull();
            assertThat(consumer.poll(2, SOON)).hasSize(2);
        }
    }
}
