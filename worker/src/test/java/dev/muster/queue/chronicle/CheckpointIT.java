package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.QueueDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What jobs save, and the deaths of their workers, moves and reboots. */
class CheckpointIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @AfterEach
    void forgetReboots() {
        Reboot.forget();
    }

    private Path place() {
        return directory.resolve("saved");
    }

    private String url(Path place) {
        return "chronicle:" + place + "?segment-jobs=50&crash-max=1000&min-free=0";
    }

    private JobQueue open(Path place) {
        return JobQueues.open("saved", url(place));
    }

    private static JobId put(JobQueue queue, String text) {
        return queue.put(Job.json(text)).toCompletableFuture().join();
    }

    private static Lease take(Consumer consumer) {
        List<Lease> leases = consumer.poll(1, SOON);
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    private static List<Path> files(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.toString().contains("/checkpoints/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @DisplayName(
            "Q6 a worker is killed again and again while it saves: the last checkpoint is complete, and none too old")
    @ValueSource(ints = {200, 200_000})
    void lastCompleteCheckpointIsReadBack(int bytes) {
        RandomGenerator random = RandomGenerator.getDefault();
        try (JobQueue queue = open(place())) {
            put(queue, "x");
            int saved = 0;
            int intended = 0;
            for (int kill = 0; kill < 4; kill++) {
                Child worker = Child.start(directory, "checkpoint", url(place()), "-", Integer.toString(bytes));
                try {
                    worker.await("found");
                    LockSupport.parkNanos(random.nextInt(1, 60) * 1_000_000L);
                } finally {
                    worker.kill();
                }
                List<String> lines = Journal.lines(worker.journal());
                assertThat(lines.get(0)).contains("complete");
                assertThat(number(lines, "found")).isIn(saved, intended);
                saved = number(lines, lines.size() > 1 ? "saved" : "found");
                intended = number(lines, lines.size() > 1 ? "intent" : "found");
                QueueDirectory.open(place(), 50, false).recoverDead();
            }
            try (Consumer consumer = queue.openConsumer()) {
                Lease lease = take(consumer);
                assertThat(lease.checkpoint()).isPresent();
                assertThat(lease.ack()).isTrue();
            }
            assertThat(files(place())).as("a job that is done needs none").isEmpty();
        }
    }

    /** In the last line that begins so; what was found when there is none. */
    private static int number(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " ") || line.startsWith("found "))
                .reduce((before, after) -> after)
                .map(line -> Integer.parseInt(line.split(" ", 3)[1]))
                .orElseThrow();
    }

    @Test
    void checkpointMovesWithItsJob() {
        try (JobQueue queue = open(place());
                Consumer consumer = queue.openConsumer()) {
            put(queue, "a");
            put(queue, "b");
            Lease first = take(consumer);
            first.checkpoint(new byte[] {1, 2, 3});
            first.bury("not now");
            assertThat(queue.deadLetters().retry(first.id())).isTrue();
            take(consumer).ack();
            Lease again = take(consumer);
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(again.checkpoint()).contains(new byte[] {1, 2, 3});
            again.checkpoint(new byte[] {4});
            again.ack();
        }
    }

    @Test
    @DisplayName("Q8 what jobs have saved is there after a reboot")
    void checkpointOutlivesAReboot() throws Exception {
        Path image;
        JobId running;
        JobId snoozed;
        try (JobQueue queue = open(place());
                Consumer one = queue.openConsumer();
                Consumer other = queue.openConsumer()) {
            put(queue, "done");
            running = put(queue, "running");
            snoozed = put(queue, "snoozed");
            put(queue, "never ran");
            take(one).ack();
            take(one).checkpoint(new byte[] {1});
            Lease lease = take(other);
            lease.checkpoint(new byte[] {2});
            lease.snooze(Duration.ofMillis(1));
            image = Reboot.image(place(), directory.resolve("image"));
        }
        Reboot.now();
        try (JobQueue queue = open(image);
                Consumer consumer = queue.openConsumer()) {
            for (int i = 0; i < 3; i++) {
                Lease lease = take(consumer);
                byte[] expected = {
                    (byte) (lease.id().equals(running) ? 1 : lease.id().equals(snoozed) ? 2 : 0)
                };
                assertThat(lease.checkpoint().orElse(new byte[1])).isEqualTo(expected);
                lease.ack();
            }
            assertThat(files(image)).isEmpty();
        }
    }
}
