package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who puts the job of a tick is killed with SIGKILL at each step, and somebody else tries the same tick. */
class KilledTickIT {

    private static final Instant FIRST = Instant.parse("2026-03-01T03:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    @DisplayName("Q47 whoever puts the job of a tick is killed at any step: each tick gets exactly one job")
    void eachTickGetsOneJob() {
        String url = "chronicle:" + directory.resolve("q") + "?segment-jobs=50";
        List<CrashPoint> steps = List.of(
                CrashPoint.TICK_OPENED, CrashPoint.STAGED, CrashPoint.PUBLISHED, CrashPoint.PUT, CrashPoint.TICK_OVER);
        List<String> keys = new ArrayList<>();
        try (JobQueue queue = JobQueues.open("crash", url)) {
            for (int i = 0; i < steps.size(); i++) {
                Instant tick = FIRST.plus(Duration.ofDays(i));
                keys.add("nightly@" + tick);
                Child victim = Child.start(directory, "tick", url, steps.get(i).name(), tick.toString());
                try {
                    victim.await("at " + steps.get(i));
                } finally {
                    victim.kill();
                }
                queue.putOnce("nightly", tick, Job.json("tick"))
                        .toCompletableFuture()
                        .join();
                assertThat(queue.lastTick("nightly").orElseThrow().at()).isEqualTo(tick);
            }
            assertThat(keysIn(queue)).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    private static List<String> keysIn(JobQueue queue) {
        List<String> keys = new ArrayList<>();
        try (Consumer consumer = queue.openConsumer()) {
            for (List<Lease> jobs = consumer.poll(50, Duration.ofMillis(50));
                    !jobs.isEmpty();
                    jobs = consumer.poll(50, Duration.ofMillis(50))) {
                jobs.forEach(lease -> {
                    keys.add(lease.job().uniqueKey());
                    lease.ack();
                });
            }
        }
        return keys;
    }
}
