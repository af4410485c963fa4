package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.QueueLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that stand still: frozen by SIGSTOP, or collecting garbage. They do so for seconds instead of minutes. That proves the same:
 * whether an owner is alive is told by its lock, and no comparison of times is on that way, so there is none that would need a longer wait.
 */
class StandstillIT {

    private static final Duration FREEZE = Duration.ofSeconds(6);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Path place() {
        return directory.resolve("still");
    }

    private String url() {
        return "chronicle:" + place() + "?segment-jobs=500";
    }

    private Child start(JobQueue queue, String what) {
        queue.put(Job.json("long")).toCompletableFuture().join();
        return Child.start(directory, "outlast", List.of("-Xmx512m"), List.of(url(), "-", what))
                .await("took long");
    }

    /** Does what master and peers do, all the time, and gets nothing of it. */
    private void wait(Consumer peer, Child still, Duration time) {
        try (QueueLedger master = QueueLedger.open(place())) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                assertThat(master.recoverAll()).isZero();
                assertThat(master.recover(still.pid(), still.startTicks())).isZero();
                assertThat(peer.poll(8, Duration.ofMillis(100))).isEmpty();
            }
        }
    }

    private static void finish(JobQueue queue, Child still) {
        still.await("over");
        assertThat(Journal.lines(still.journal()))
                .anyMatch(line -> line.startsWith("lost false"))
                .anyMatch(line -> line.startsWith("acked true"));
        assertThat(queue.stats().done()).isEqualTo(2);
        assertThat(queue.counters().crashes()
                        + queue.counters().interruptions()
                        + queue.counters().fenced())
                .isZero();
    }

    private static void goOn(JobQueue queue, Consumer peer) {
        queue.put(Job.json("short")).toCompletableFuture().join();
        assertThat(peer.poll(8, Duration.ofSeconds(20))).hasSize(1).allMatch(Lease::ack);
    }

    @Test
    @DisplayName("Q13 Q18 a worker is frozen: others go on, its job stays its own, and it says so when it is back")
    void frozenWorkerKeepsItsJob() {
        try (JobQueue queue = JobQueues.open("still", url());
                Consumer peer = queue.openConsumer()) {
            Child frozen = start(queue, "freeze");
            try {
                frozen.signal("STOP");
                wait(peer, frozen, FREEZE);
                goOn(queue, peer);
                frozen.signal("CONT");
                finish(queue, frozen);
                assertThat(frozen.output()).contains("this process stood still for ");
            } finally {
                frozen.kill();
            }
        }
    }

    @Test
    @DisplayName("Q19 a worker stands still to collect garbage, again and again: others go on, its job stays its own")
    void collectingWorkerKeepsItsJob() {
        try (JobQueue queue = JobQueues.open("still", url());
                Consumer peer = queue.openConsumer()) {
            Child collecting = start(queue, "collect");
            try {
                wait(peer, collecting, Duration.ofSeconds(2));
                goOn(queue, peer);
                collecting.await("outlasted");
                String stopped = Journal.lines(collecting.journal()).stream()
                        .filter(line -> line.startsWith("stopped "))
                        .findFirst()
                        .orElseThrow();
                assertThat(Long.parseLong(stopped.split(" ", 3)[1]))
                        .as("milliseconds of three seconds in which the world was stopped: %s", stopped)
                        .isGreaterThan(1500);
                finish(queue, collecting);
            } finally {
                collecting.kill();
            }
        }
    }
}
