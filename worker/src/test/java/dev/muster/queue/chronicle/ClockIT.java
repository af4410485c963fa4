package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.QueueDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process whose wall clock is really set while it runs, by libfaketime (Debian: apt-get install libfaketime); the others see the true
 * time. The clocks that nobody can set go on, as they do on a machine.
 */
class ClockIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Child start(JobQueue queue) throws IOException {
        Path library = Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .map(place -> Path.of(place, "faketime", "libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("/"));
        assumeTrue(!library.equals(Path.of("/")), "libfaketime is not installed");
        setClock("+0");
        Map<String, String> variables = Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", clock().toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0"); // or no timed wait would wait
        put(queue, "long", Duration.ZERO);
        return Child.start(directory, "outlast", variables, List.of(), List.of(url(), "-", "jump"))
                .await("took long");
    }

    private Path clock() {
        return directory.resolve("clock");
    }

    private void setClock(String offset) throws IOException {
        Path next = Files.writeString(directory.resolve("clock.new"), offset);
        Files.move(next, clock(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String url() {
        return "chronicle:" + directory.resolve("clocks") + "?segment-jobs=500";
    }

    private static void put(JobQueue queue, String name, Duration delay) {
        queue.put(Job.json(name).withDelay(delay)).toCompletableFuture().join();
    }

    private static String name(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }

    private void finish(JobQueue queue, Child jumper, Lease ours) {
        jumper.await("over");
        assertThat(Journal.lines(jumper.journal()))
                .anyMatch(line -> line.startsWith("lost false"))
                .anyMatch(line -> line.startsWith("acked true"));
        assertThat(QueueDirectory.open(directory.resolve("clocks"), 500, false).recoverDead())
                .isZero();
        assertThat(ours.lost()).as("a claim of a process with another clock").isFalse();
        assertThat(ours.ack()).isTrue();
        assertThat(queue.counters().crashes()
                        + queue.counters().interruptions()
                        + queue.counters().fenced())
                .isZero();
    }

    private static List<String> got(Child jumper) {
        return Journal.lines(jumper.journal()).stream()
                .filter(line -> line.startsWith("got "))
                .map(line -> line.split(" ", 3)[1])
                .toList();
    }

    @Test
    @DisplayName(
            "Q17 Q18 a worker's clock is set forward by a day: no claim is touched, delayed jobs come a day early, and it says so")
    void clockThatIsSetForward() throws IOException {
        try (JobQueue queue = JobQueues.open("clocks", url());
                Consumer consumer = queue.openConsumer()) {
            put(queue, "ours", Duration.ZERO);
            Lease ours = consumer.poll(1, SOON).get(0);
            Child jumper = start(queue);
            try {
                put(queue, "in-30s", Duration.ofSeconds(30));
                put(queue, "in-23h", Duration.ofHours(23));
                put(queue, "in-25h", Duration.ofHours(25));
                setClock("+86400");
                jumper.await("outlasted");
                finish(queue, jumper, ours);
                assertThat(got(jumper)).containsExactlyInAnyOrder("in-30s", "in-23h");
                assertThat(queue.stats().delayed()).isEqualTo(1);
                assertThat(jumper.output()).contains("the clock was set forward by 24h");
            } finally {
                jumper.kill();
            }
        }
    }

    @Test
    @DisplayName(
            "Q17 a worker's clock is set back by a day: no claim is touched, and others take the delayed jobs in time")
    void clockThatIsSetBack() throws IOException {
        try (JobQueue queue = JobQueues.open("clocks", url());
                Consumer consumer = queue.openConsumer()) {
            put(queue, "ours", Duration.ZERO);
            Lease ours = consumer.poll(1, SOON).get(0);
            Child jumper = start(queue);
            try {
                setClock("-86400");
                jumper.await("outlasted");
                put(queue, "in-1s", Duration.ofSeconds(1));
                put(queue, "now", Duration.ZERO);
                jumper.await("got now");
                finish(queue, jumper, ours);
                assertThat(got(jumper)).containsExactly("now");
                assertThat(consumer.poll(8, SOON)).extracting(ClockIT::name).containsExactly("in-1s");
                assertThat(jumper.output()).contains("the clock was set back by 24h");
            } finally {
                jumper.kill();
            }
        }
    }
}
