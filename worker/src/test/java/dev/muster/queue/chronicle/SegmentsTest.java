package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.testkit.Await;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {

    private static final int CAPACITY = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @AfterEach
    void stopListening() {
        CrashPoint.listener(point -> {});
    }

    private JobQueue open() {
        return JobQueues.open("rolled", url());
    }

    private String url() {
        return "chronicle:" + files + "?segment-jobs=" + CAPACITY;
    }

    private static void put(JobQueue queue, int jobs) {
        for (int i = 0; i < jobs; i++) {
            queue.put(Job.json("1")).toCompletableFuture().join();
        }
    }

    @Test
    void theJournalOfASegmentThatIsFullIsFreed() {
        try (JobQueue queue = open()) {
            put(queue, 1);
            WeakReference<ChronicleQueue> journal = currentJournal();
            put(queue, CAPACITY);
            Await.until("the first segment is freed", () -> {
                System.gc();
                return journal.refersTo(null);
            });
        }
    }

    private WeakReference<ChronicleQueue> currentJournal() {
        SharedQueue shared = SharedQueue.acquire(QueueUrl.parse("rolled", url()), () -> {});
        Segment segment = shared.segments().acquire(1);
        if (segment == null) {
            throw new AssertionError("no first segment");
        }
        try (ExcerptTailer tailer = segment.tailer()) {
            return new WeakReference<>(tailer.queue());
        } finally {
            shared.segments().release(segment);
            shared.release();
        }
    }

    /** As a mapped file on a disk that is full. */
    private static final class Full extends InternalError {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aSealedSegmentGetsNoMoreJobsThoughThereIsRoom() {
        try (JobQueue queue = open()) {
            put(queue, 1);
            QueueDirectory directory = QueueDirectory.open(files, CAPACITY, false);
            directory.ledgers(Lane.NORMAL).get(0).seal(1);
            put(queue, 1);
            assertThat(directory.control().current(Lane.NORMAL)).isEqualTo(2);
            assertThat(queue.stats().ready()).isEqualTo(2);
        }
    }

    @Test
    void housekeepingGoesOnAfterAnError() {
        try (JobQueue queue = open()) {
            AtomicInteger errors = new AtomicInteger();
            CrashPoint.listener(point -> {
                if (point == CrashPoint.CREATING && errors.incrementAndGet() == 1) {
                    throw new Full();
                }
            });
            put(queue, CAPACITY - 1);
            QueueDirectory directory = QueueDirectory.open(files, CAPACITY, false);
            Await.until(
                    "the next segment is made",
                    () -> Files.exists(directory.files().segment(2)));
            assertThat(errors).hasValue(2);
        }
    }

    /** Chronicle would make it anew, and the first write to a file without blocks is SIGBUS on a full disk. */
    @Test
    void segmentIsNotOpenedWhileItIsRemoved() throws IOException {
        try (JobQueue queue = open()) {
            put(queue, 2 * CAPACITY + 1);
            QueueDirectory directory = QueueDirectory.open(files, CAPACITY, false);
            AtomicReference<Object> opened = new AtomicReference<>("nothing yet");
            directory.locks().opening();
            Thread opener = new Thread(() -> opened.set(new Segments(directory).acquire(1)));
            opener.start();
            Await.until("it waits", () -> opener.getState() == Thread.State.TIMED_WAITING);
            Files.move(directory.files().segment(1), files.resolve("trash-1"));
            directory.locks().opened();
            Await.until("it has seen that there is nothing", () -> opened.get() == null);
            assertThat(directory.files().segment(1)).doesNotExist();
        }
    }

    @Test
    void aDirectoryThatFindsNoBlockIsAFullDiskThoughThereIsRoomAgain() {
        assertThat(Segments.saysDiskFull(new FileSystemException("tmp-seg", null, "No space left on device")))
                .isTrue();
        assertThat(Segments.saysDiskFull(new FileSystemException("tmp-seg", null, "Disk quota exceeded")))
                .isTrue();
        assertThat(Segments.saysDiskFull(new FileSystemException("tmp-seg", null, "Read-only file system")))
                .isFalse();
        assertThat(Segments.saysDiskFull(new IllegalStateException())).isFalse();
    }
}
