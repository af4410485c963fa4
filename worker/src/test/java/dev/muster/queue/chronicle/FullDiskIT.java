package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.QueueStats;
import dev.muster.testkit.Await;
import dev.muster.testkit.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is filled to the last byte under producers and consumers at work: nobody dies of SIGBUS. */
class FullDiskIT {

    private static final Duration NOW = Duration.ofMillis(200);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private @Nullable SmallDisk mounted;
    private final List<Child> children = new ArrayList<>();

    @AfterEach
    void unmount() {
        children.forEach(Child::kill);
        if (mounted != null) {
            mounted.close();
        }
    }

    private SmallDisk mount(String kind) {
        SmallDisk disk = SmallDisk.mount(directory, kind, 64);
        mounted = disk;
        return disk;
    }

    /** Nothing but the allocation ahead of the writers stands between them and the end of the disk. */
    private static String url(SmallDisk disk, String more) {
        return "chronicle:" + disk.place().resolve("crash") + "?min-free=0" + more;
    }

    private void start(String role, String url, String... more) {
        children.add(Child.start(directory, role, url, "-", more).await("ready"));
    }

    private static @Nullable QueueFullException put(JobQueue queue, int bytes) {
        try {
            queue.put(Job.bytes(new byte[bytes])).toCompletableFuture().join();
            return null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof QueueFullException full) {
                return full;
            }
            throw e;
        }
    }

    private static QueueFullException putUntilRefused(JobQueue queue, int bytes) {
        while (true) {
            QueueFullException refused = put(queue, bytes);
            if (refused != null) {
                return refused;
            }
        }
    }

    /** The consumers bury a few. */
    private static long settled(JobQueue queue) {
        QueueStats stats = queue.stats();
        return stats.done() + stats.dead();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "tmpfs"})
    @DisplayName(
            "Q26 Q27 on a full disk puts are refused, acknowledgements go on, and puts resume when there is room again")
    void onAFullDiskPutsAreRefusedAndNobodyDies(String kind) {
        SmallDisk disk = mount(kind);
        try (JobQueue queue = JobQueues.open("crash", url(disk, ""))) {
            start("produce", url(disk, "&on-full=block"), "a", "1000000");
            start("produce", url(disk, "&on-full=block"), "b", "1000000");
            disk.fill();
            assertThat(putUntilRefused(queue, 1 << 16).bound()).isEqualTo("min-free");
            assertThat(putUntilRefused(queue, 100).bound()).isEqualTo("min-free");
            long filled = queue.stats().puts();
            start("consume", url(disk, ""));
            start("consume", url(disk, ""));
            Await.upTo(filled, "what is settled", () -> settled(queue));
            assertThat(children).allMatch(Child::isAlive);
            disk.free();
            assertThat(put(queue, 1 << 16)).isNull();
            long before = settled(queue);
            Await.upTo(before + 1000, "what is settled", () -> settled(queue));
            assertThat(children).allMatch(Child::isAlive);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "tmpfs"})
    @DisplayName("Q28 a segment that finds no room is not begun, and nothing of it is left")
    void segmentThatFindsNoRoomIsNotBegun(String kind) {
        SmallDisk disk = mount(kind);
        String url = url(disk, "&segment-jobs=50");
        try (JobQueue queue = JobQueues.open("crash", url);
                Consumer consumer = queue.openConsumer()) {
            assertThat(put(queue, 10)).isNull();
            disk.fill();
            QueueFullException refused = putUntilRefused(queue, 10);
            assertThat(refused).hasMessageContaining("disk is full");
            assertThat(queue.stats().puts()).isLessThanOrEqualTo(100);
            // The housekeeper, too, tries to make the segment ahead of need, and may be at it.
            Await.until(
                    "nothing half made is left", () -> !isHalfMade(disk.place().resolve("crash")));
            assertThat(acknowledgeAll(consumer)).isEqualTo(queue.stats().puts());
            disk.free();
            assertThat(put(queue, 10)).isNull();
            assertThat(acknowledgeAll(consumer)).isEqualTo(1);
        }
    }

    private static boolean isHalfMade(Path queue) {
        try (Stream<Path> files = Files.list(queue)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("tmp-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int acknowledgeAll(Consumer consumer) {
        int jobs = 0;
        for (List<Lease> leases = consumer.poll(10, NOW); !leases.isEmpty(); leases = consumer.poll(10, NOW)) {
            for (Lease lease : leases) {
                assertThat(lease.ack()).isTrue();
                jobs++;
            }
        }
        return jobs;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "tmpfs"})
    @DisplayName("Q26 a queue that filled the disk by itself takes jobs again when its own are done")
    void queueThatFilledTheDiskByItselfGoesOnWhenItsJobsAreDone(String kind) {
        SmallDisk disk = mount(kind);
        try (JobQueue queue =
                        JobQueues.open("crash", "chronicle:" + disk.place().resolve("crash"));
                Consumer consumer = queue.openConsumer()) {
            QueueFullException refused = putUntilRefused(queue, 1 << 20);
            assertThat(refused.value()).isLessThan(refused.limit() + (4 << 20));
            assertThat(acknowledgeAll(consumer)).isGreaterThan(20);
            Await.until("there is room again", () -> {
                acknowledgeAll(consumer); // and leaves the segments that are finished
                return put(queue, 1 << 20) == null;
            });
        }
    }
}
