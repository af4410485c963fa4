package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.JobBackoff;
import dev.muster.supervisor.spec.JobCrashes;
import dev.muster.supervisor.spec.JobLimits;
import dev.muster.supervisor.spec.JobRetries;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.Storage;
import dev.muster.supervisor.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master looks at the queues that the configuration names now. */
class QueueKeeperTest {

    private final Path directory;

    QueueKeeperTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void queueThatHasMovedIsCountedWhereItIsNow() {
        try (QueueKeeper keeper = new QueueKeeper()) {
            put("old", 1);
            put("new", 2);
            keeper.follow(fleetWithQueueIn("old"));
            assertThat(ready(keeper)).contains(1L);

            keeper.follow(fleetWithQueueIn("new"));

            Await.until("the counts of the new place", () -> ready(keeper).equals(Optional.of(2L)));
        }
    }

    @Test
    void queueThatIsNoLongerConfiguredIsNotCounted() {
        try (QueueKeeper keeper = new QueueKeeper()) {
            put("old", 1);
            keeper.follow(fleetWithQueueIn("old"));
            assertThat(ready(keeper)).contains(1L);

            keeper.follow(new FleetSpec("test", Map.of(), Map.of()));

            Await.until("no counts", () -> ready(keeper).isEmpty());
        }
    }

    private static Optional<Long> ready(QueueKeeper keeper) {
        return Optional.ofNullable(keeper.figures().get("jobs"))
                .map(figures -> figures.stats().ready());
    }

    private FleetSpec fleetWithQueueIn(String place) {
        QueueSpec queue = new QueueSpec(
                "jobs",
                url(place),
                1000,
                QueueSpec.OnFull.REJECT,
                JobLimits.DEFAULT,
                Storage.DEFAULT,
                new JobRetries(25, new JobBackoff(Duration.ofSeconds(1), Duration.ofHours(1), 2, 0.2)),
                new JobCrashes(3, Duration.ofDays(3)));
        return new FleetSpec("test", Map.of("jobs", queue), Map.of());
    }

    private void put(String place, int jobs) {
        try (JobQueue queue = JobQueues.open("jobs", url(place))) {
            for (int i = 0; i < jobs; i++) {
                queue.put(Job.json("{}")).toCompletableFuture().join();
            }
        }
    }

    private String url(String place) {
        return "chronicle:" + directory.resolve(place) + "?segment-jobs=300";
    }
}
