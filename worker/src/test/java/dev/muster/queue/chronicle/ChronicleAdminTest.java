package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueues;
import dev.muster.queue.JobState;
import dev.muster.queue.Lease;
import dev.muster.queue.NoSuchJobException;
import dev.muster.queue.PeekedJob;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.Lane;
import dev.muster.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators at work while jobs are moved and segments go. */
class ChronicleAdminTest {

    private static final int SEGMENT = 300;
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private ChronicleJobQueue open() {
        return (ChronicleJobQueue)
                JobQueues.open("numbers", "chronicle:" + directory + "/numbers?segment-jobs=" + SEGMENT);
    }

    private static void round(ChronicleJobQueue queue, Duration later) {
        queue.shared().mover().round(System.currentTimeMillis() + later.toMillis());
    }

    /** Two jobs that outlived the segment where they were put: one dead, one delayed. */
    private static List<JobId> putIntoASegmentThatGoes(ChronicleJobQueue queue) {
        List<JobId> ids = queue.putAll(Collections.nCopies(2 * SEGMENT, Job.json("x")))
                .toCompletableFuture()
                .join();
        try (Consumer consumer = queue.openConsumer()) {
            for (int i = 0; i < ids.size(); i++) {
                Lease lease = consumer.poll(1, SOON).get(0);
                switch (i) {
                    case 7 -> lease.bury("bad");
                    case 8 -> lease.retry(AN_HOUR, "not now");
                    default -> lease.ack();
                }
            }
        }
        Await.until("the first segment is gone", () -> {
            round(queue, Duration.ZERO);
            return queue.shared().directory().control().oldest(Lane.NORMAL) > Lane.NORMAL.none() + 1;
        });
        return List.of(ids.get(7), ids.get(8));
    }

    @Test
    @DisplayName("Q50 a job is found by its id when the segment where it was put is gone")
    void aJobIsFoundWhereItWasMoved() {
        try (ChronicleJobQueue queue = open()) {
            List<JobId> ids = putIntoASegmentThatGoes(queue);
            JobId dead = ids.get(0);
            JobId delayed = ids.get(1);
            assertThat(queue.admin().find(dead).map(PeekedJob::state)).contains(JobState.DEAD);
            assertThat(queue.admin().find(delayed).map(PeekedJob::state)).contains(JobState.DELAYED);
            assertThat(queue.admin().find(delayed).map(PeekedJob::attempts)).contains(1);
            assertThat(queue.admin().bury(delayed, "bad")).isTrue();
            assertThat(queue.admin().remove(dead)).isTrue();
            assertThatThrownBy(() -> queue.admin().remove(JobId.of(16777222))) // finished, and its segment is gone
                    .isInstanceOf(NoSuchJobException.class);
            assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 1, 2 * SEGMENT - 1, 2 * SEGMENT, 0));
        }
    }

    @Test
    void thePlaceOfACopyIsNobodysId() {
        try (ChronicleJobQueue queue = open()) {
            putIntoASegmentThatGoes(queue);
            for (Lane lane : List.of(Lane.DEAD, Lane.DELAYED)) {
                long place = (long) (lane.none() + 1) << 24;
                assertThatThrownBy(() -> queue.admin().remove(JobId.of(place))).isInstanceOf(NoSuchJobException.class);
            }
            assertThat(queue.stats().dead()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName(
            "Q50 a dead job is tried again by its id when the segment where it was put is gone, and by no other number")
    void aDeadJobIsRetriedByItsIdAlone() {
        try (ChronicleJobQueue queue = open()) {
            JobId dead = putIntoASegmentThatGoes(queue).get(0);
            long copy = (long) (Lane.DEAD.none() + 1) << 24;
            for (String id : List.of(Long.toString(copy), "99999999999999", "0" + dead, "-1", "lunch")) {
                assertThat(queue.deadLetters().retry(JobId.of(id))).as(id).isFalse();
                assertThat(queue.deadLetters().find(JobId.of(id))).as(id).isEmpty();
            }
            assertThat(queue.deadLetters().retry(dead)).isTrue();
            try (Consumer consumer = queue.openConsumer()) {
                assertThat(consumer.poll(1, SOON)).extracting(Lease::id).containsExactly(dead);
            }
        }
    }

    @Test
    void exportShowsJobsOnceThatAreMovedMeanwhile() {
        try (ChronicleJobQueue queue = open()) {
            List<Job> jobs = new ArrayList<>(Collections.nCopies(5, Job.json("ready")));
            jobs.addAll(Collections.nCopies(5, Job.json("later").withDelay(AN_HOUR)));
            List<JobId> ids = queue.putAll(jobs).toCompletableFuture().join();
            List<JobId> seen = new ArrayList<>();
            queue.admin().export(job -> {
                if (seen.size() == 7) { // in the middle of those that wait
                    Await.until("all have been moved", () -> {
                        round(queue, Duration.ofHours(2));
                        return queue.stats().delayed() == 0;
                    });
                }
                seen.add(job.id());
            });
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void aJobThatIsBeingMovedCanBeRemovedBeforeAndAfter() {
        try (ChronicleJobQueue queue = open()) {
            JobId first = queue.put(Job.json("1").withDelay(AN_HOUR))
                    .toCompletableFuture()
                    .join();
            JobId second = queue.put(Job.json("2").withDelay(AN_HOUR))
                    .toCompletableFuture()
                    .join();
            assertThat(queue.admin().remove(first)).isTrue();
            Await.until("the other has been moved", () -> {
                round(queue, Duration.ofHours(2));
                return queue.stats().ready() == 1;
            });
            assertThat(queue.admin().remove(second)).isTrue();
            assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 2, 2, 0));
        }
    }
}
