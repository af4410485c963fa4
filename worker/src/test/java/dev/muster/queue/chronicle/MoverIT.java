package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that are moved between lanes: each exactly once, whoever dies over it. */
class MoverIT {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration LATER = Duration.ofHours(2);
    private static final int SEGMENT = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ChronicleJobQueue queue;

    private final List<Child> children = new ArrayList<>();

    @BeforeEach
    void open() {
        queue = (ChronicleJobQueue) JobQueues.open("crash", url());
    }

    @AfterEach
    void close() {
        children.forEach(Child::kill);
        queue.close();
    }

    private String url() {
        return "chronicle:" + directory.resolve("crash") + "?segment-jobs=" + SEGMENT;
    }

    private JobId put(Job job) {
        return queue.put(job).toCompletableFuture().join();
    }

    private void round(Duration later) {
        queue.shared().mover().round(System.currentTimeMillis() + later.toMillis());
    }

    private static String text(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }

    private int segments(Lane lane) {
        return queue.shared().directory().ledgers(lane).size();
    }

    @Test
    @DisplayName(
            "a long delay waits in a lane of its own and comes back with its identity, priority and place in the counts")
    void aLongDelayComesBack() {
        JobId id = put(Job.json("later").withDelay(AN_HOUR).withPriority(Priority.HIGH));
        put(Job.json("now"));
        assertThat(withoutAge(queue.stats())).isEqualTo(new QueueStats(1, 1, 0, 0, 0, 2, 0));
        assertThat(segments(Lane.DELAYED)).isEqualTo(1);
        try (Consumer consumer = queue.openConsumer()) {
            round(Duration.ofMinutes(1));
            assertThat(queue.stats().delayed()).as("not yet").isEqualTo(1);
            Await.until("the job has been moved", () -> {
                round(LATER);
                return queue.stats().delayed() == 0;
            });
            Lease first = consumer.poll(1, Duration.ofSeconds(10)).get(0);
            assertThat(text(first)).as("the urgent one").isEqualTo("later");
            assertThat(first.id()).isEqualTo(id);
            assertThat(first.attempt()).isEqualTo(1);
            first.ack();
            consumer.poll(1, Duration.ofSeconds(10)).forEach(Lease::ack);
        }
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 2, 2, 0));
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a mover is killed in the middle of a move: the job exists once, and is counted once")
    @ValueSource(strings = {"STAGED", "PUBLISHED", "PUT", "COPIED", "MOVED"})
    void aKilledMover(String where) {
        Job job = Job.json("later").withDelay(AN_HOUR).withUniqueKey("one");
        JobId id = put(job);
        Child mover = start("move", where, LATER.toString()).await("at " + where);
        boolean moved = where.equals("MOVED");
        QueueStats stats = new QueueStats(
                moved ? 1 : 0, moved ? 0 : 1, 0, 0, 0, 1, queue.stats().oldestReadyMs());
        assertThat(withoutAge(queue.stats())).isEqualTo(withoutAge(stats));
        mover.kill();
        Await.until("the next mover has begun", () -> {
            round(Duration.ZERO);
            return queue.shared().directory().moves().copyInDoubt() == null;
        });
        assertThat(withoutAge(queue.stats())).isEqualTo(withoutAge(stats));
        assertThat(put(job)).as("its key is still its own").isEqualTo(id);
        try (Consumer consumer = queue.openConsumer()) {
            Await.until("the job has been moved", () -> {
                round(LATER);
                return queue.stats().ready() == 1;
            });
            assertThat(put(job)).as("its key is still its own").isEqualTo(id);
            List<Lease> leases = consumer.poll(10, Duration.ofSeconds(10));
            assertThat(leases).extracting(Lease::id).containsExactly(id);
            leases.forEach(Lease::ack);
            assertThat(consumer.poll(1, Duration.ofMillis(50))).isEmpty();
        }
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 1, 1, 0));
    }

    private static QueueStats withoutAge(QueueStats stats) {
        return new QueueStats(
                stats.ready(), stats.delayed(), stats.running(), stats.dead(), stats.done(), stats.puts(), 0);
    }

    private Child start(String role, String stopAt, String... more) {
        Child child = Child.start(directory, role, url(), stopAt, more);
        children.add(child);
        return child;
    }

    @Test
    @DisplayName("Q50 a buried job and a waiting one leave their old segments, which go")
    void deadAndWaitingJobsPinNoSegments() {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 5 * SEGMENT; i++) {
            jobs.add(Job.json("job-" + i));
        }
        queue.putAll(jobs).toCompletableFuture().join();
        try (Consumer consumer = queue.openConsumer()) {
            for (int i = 0; i < 5 * SEGMENT; i++) {
                Lease lease = consumer.poll(1, Duration.ofSeconds(10)).get(0);
                switch (i % SEGMENT) {
                    case 7 -> lease.bury("bad");
                    case 8 -> lease.retry(AN_HOUR, "not now");
                    default -> lease.ack();
                }
            }
            assertThat(queue.stats()).isEqualTo(new QueueStats(0, 5, 0, 5, 490, 500, 0));
            Await.until("four of five segments are gone", () -> {
                round(Duration.ZERO);
                return segments(Lane.NORMAL) == 1;
            });
            assertThat(queue.stats()).isEqualTo(new QueueStats(0, 5, 0, 5, 490, 500, 0));
            assertThat(segments(Lane.DEAD)).isEqualTo(1);
            assertThat(segments(Lane.DELAYED)).isEqualTo(1);

            Await.until("those that wait are back", () -> {
                round(LATER);
                return queue.shared().directory().ledgers(Lane.DELAYED).stream().allMatch(MoverIT::isFinal);
            });
            List<Lease> again = consumer.poll(10, Duration.ofSeconds(10));
            assertThat(again)
                    .extracting(MoverIT::text)
                    .containsExactlyInAnyOrder("job-8", "job-108", "job-208", "job-308");
            assertThat(again).allSatisfy(lease -> assertThat(lease.attempt()).isEqualTo(2));
            again.forEach(Lease::ack);
        }
    }

    private static boolean isFinal(LedgerFile ledger) {
        return ledger.moveLow(ledger.published()) == ledger.published();
    }

    @Test
    @DisplayName("Q50 a dead job that is revived runs again under its id, wherever it lies, as if for the first time")
    void aDeadJobIsRevived() {
        JobId id = put(Job.json("poison"));
        try (Consumer consumer = queue.openConsumer()) {
            consumer.poll(1, Duration.ofSeconds(10)).get(0).bury("bad");
            LedgerFile ledger = queue.shared().directory().ledgers(Lane.NORMAL).get(0);
            assertThat(queue.shared().mover().revive(ledger, 0)).isTrue();
            assertThat(queue.shared().mover().revive(ledger, 0)).as("again").isFalse();
            Lease lease = consumer.poll(1, Duration.ofSeconds(10)).get(0);
            assertThat(lease.id()).isEqualTo(id);
            assertThat(lease.attempt()).isEqualTo(1);
            assertThat(lease.ack()).isTrue();
        }
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 1, 1, 0));
    }
}
