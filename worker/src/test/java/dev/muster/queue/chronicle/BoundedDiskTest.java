package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bounds that concern the disk: how much a queue may take, and how much it has to leave. */
class BoundedDiskTest {

    private static final long MOST = 32L << 20;
    private static final Duration NOW = Duration.ofMillis(50);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private JobQueue open(String parameters) {
        return JobQueues.open("bounded", "chronicle:" + directory + "/bounded?" + parameters);
    }

    private static boolean put(JobQueue queue) {
        try {
            queue.put(Job.bytes(new byte[1 << 20])).toCompletableFuture().join();
            return true;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(QueueFullException.class);
            return false;
        }
    }

    private static void acknowledgeAll(Consumer consumer) {
        for (List<Lease> leases = consumer.poll(10, NOW); !leases.isEmpty(); leases = consumer.poll(10, NOW)) {
            leases.forEach(Lease::ack);
        }
    }

    @Test
    void queueTakesNoMoreOfTheDiskThanItMayAndGoesOnWhenItsJobsAreDone() {
        try (JobQueue queue = open("max-bytes=" + MOST);
                Consumer consumer = queue.openConsumer()) {
            QueueDirectory files = QueueDirectory.open(directory.resolve("bounded"), 1, false);
            for (int round = 0; round < 3; round++) {
                int jobs = 0;
                while (put(queue)) {
                    jobs++;
                }
                assertThat(jobs).isGreaterThan(10);
                assertThat(files.allocatedBytes()).isLessThanOrEqualTo(MOST);
                assertThatThrownBy(() -> queue.put(Job.bytes(new byte[1 << 20]))
                                .toCompletableFuture()
                                .join())
                        .cause()
                        .isInstanceOfSatisfying(QueueFullException.class, full -> {
                            assertThat(full.bound()).isEqualTo("max-bytes");
                            assertThat(full.limit()).isEqualTo(MOST);
                            assertThat(full.value()).isLessThanOrEqualTo(MOST).isGreaterThan(MOST / 2);
                        });
                acknowledgeAll(consumer);
                Await.until("there is room again", () -> put(queue));
                // That put may have come as soon as the first segment was gone; the next round needs the room of all.
                Await.until("all that is done is gone", () -> files.allocatedBytes() < MOST / 2);
            }
        }
    }

    @Test
    void putIsRefusedBelowTheReserveAndAcknowledgementsGoOn() {
        try (JobQueue queue = open("min-free=0")) {
            assertThat(put(queue)).isTrue();
        }
        try (JobQueue queue = open("min-free=" + (1L << 60));
                Consumer consumer = queue.openConsumer()) {
            assertThatThrownBy(
                            () -> queue.put(Job.json("1")).toCompletableFuture().join())
                    .cause()
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("min-free " + (1L << 60));
            acknowledgeAll(consumer);
            assertThat(queue.stats().done()).isEqualTo(1);
            assertThat(put(queue)).isFalse();
        }
    }

    /** Holes would be found out by SIGBUS only. */
    @Test
    void everyPartOfAFileThatMayBeWrittenHasItsBlocks() throws IOException {
        try (JobQueue queue = open("min-free=0")) {
            for (int i = 0; i < 20; i++) {
                assertThat(put(queue)).isTrue();
            }
            Path segment = directory.resolve("bounded");
            try (var files = Files.walk(segment)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString();
                    long expected =
                            switch (name) {
                                case "control" -> Files.size(file);
                                case "ledger" -> 1L << 20;
                                case "metadata.cq4t" -> Files.size(file);
                                case "slots.lock" -> 0;
                                default -> 22L << 20;
                            };
                    assertThat(blocks(file)).as(name).isGreaterThanOrEqualTo(expected);
                }
            }
        }
    }

    private static long blocks(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return 512 * Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
}
