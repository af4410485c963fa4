package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Cancellation;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.testkit.Await;
import dev.muster.testkit.ChildWorker;
import dev.muster.wire.WorkerEnvironment;
import dev.muster.worker.fixture.Slow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues with {@code max-run-time} and workers that take longer; cancelled jobs. */
class RunTimeIT {

    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final Duration GRACE = Duration.ofMillis(500);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private String url() {
        return unlimited() + "&max-run-time=" + LIMIT.toMillis();
    }

    private String unlimited() {
        return "chronicle:" + directory.resolve("slow") + "?crash-max=2&run-grace=" + GRACE.toMillis();
    }

    private ChildWorker start() throws IOException {
        return start(url());
    }

    private static ChildWorker start(String url) throws IOException {
        return ChildWorker.start(
                Slow.class, Map.of(WorkerEnvironment.QUEUES, "{\"in\":{\"name\":\"slow\",\"url\":\"" + url + "\"}}"));
    }

    private static void put(JobQueue queue, String... texts) {
        for (String text : texts) {
            queue.put(Job.json("\"" + text + "\"")).toCompletableFuture().join();
        }
    }

    @Test
    @DisplayName(
            "Q35 a job that hangs and ignores its interrupt ends its worker until it is put aside; others are done and not charged")
    void hangingJobIsPutAside() throws Exception {
        try (JobQueue queue = JobQueues.open("slow", url())) {
            put(queue, "stuck");
            List<String> again = new ArrayList<>();
            try (ChildWorker first = start()) {
                first.awaitLine("begin stuck 1 0");
                long began = System.nanoTime();
                put(queue, "1", "700", "1300", "1301"); // with one of which the other thread is busy when the end comes
                assertThat(first.exitCode()).isEqualTo(Exit.OVERDUE);
                Duration ran = Duration.ofNanos(System.nanoTime() - began);
                assertThat(ran)
                        .isBetween(
                                LIMIT.plus(GRACE),
                                LIMIT.plus(GRACE.multipliedBy(2)).plusSeconds(4));
                first.awaitLine("runs longer than max-run-time 1.5s; asking it to end");
                first.awaitLine("did not end within 500ms; interrupting it");
                first.awaitLine("thread dump of fixture.1");
                assertThat(first.awaitLine("and ignores the interrupt; exit 124"))
                        .contains("of queue slow ran longer than max-run-time 1.5s");
                assertThat(first.output()
                                .subList(
                                        first.output().size() - 20,
                                        first.output().size()))
                        .as("where it hangs is told last, so that it is in the last lines of the log")
                        .anyMatch(line -> line.contains("ServerSocket.accept"));
            }
            try (ChildWorker second = start()) {
                second.awaitLine("begin stuck 2 1");
                assertThat(second.exitCode()).isEqualTo(Exit.OVERDUE);
                again.addAll(second.output());
            }
            try (ChildWorker third = start()) {
                Await.until("all but one are done", () -> queue.stats().done() == 4);
                Await.until("it is put aside", () -> queue.stats().dead() == 1);
                assertThat(third.output()).noneMatch(line -> line.startsWith("begin stuck"));
                third.signal("TERM");
                assertThat(third.exitCode()).isZero();
                again.addAll(third.output());
            }
            assertThat(again)
                    .filteredOn(line -> line.startsWith("begin 1"))
                    .as("the other job's second deliveries: neither a failure nor a crash is counted")
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" 1 0"));
            List<DeadLetter> dead = queue.deadLetters().list(10);
            assertThat(dead).singleElement().satisfies(letter -> {
                assertThat(letter.reason())
                        .isEqualTo("2 workers died with it within 72h; ran longer than max-run-time 1.5s");
                assertThat(letter.crashes()).isEqualTo(2);
                assertThat(letter.crashed()).hasSize(2).allSatisfy(crash -> assertThat(crash.reason())
                        .isEqualTo("ran longer than max-run-time 1.5s"));
            });
        }
    }

    @Test
    @DisplayName("Q13 Q18 Q19 the time in which a worker stands still is not run time of its jobs")
    void frozenWorkerIsNotTooLate() throws Exception {
        try (JobQueue queue = JobQueues.open("slow", url());
                ChildWorker worker = start()) {
            put(queue, "1000");
            worker.awaitLine("begin 1000 1 0");
            worker.signal("STOP");
            LockSupport.parkNanos(LIMIT.plus(GRACE.multipliedBy(4)).toNanos());
            worker.signal("CONT");
            worker.awaitLine("end 1000 false false");
            Await.until("it is done", () -> queue.stats().done() == 1);
            assertThat(worker.output()).noneMatch(line -> line.contains("max-run-time"));
        }
    }

    @Test
    void cancelledJobThatIgnoresItsInterruptEndsItsWorkerAndIsNotTriedAgain() throws Exception {
        try (JobQueue queue = JobQueues.open("slow", unlimited())) {
            put(queue, "stuck");
            JobId stuck = queue.admin().peek(1).get(0).id();
            try (ChildWorker first = start(unlimited())) {
                first.awaitLine("begin stuck 1 0");
                assertThat(queue.admin().cancel(stuck)).isEqualTo(Cancellation.ASKED);
                assertThat(first.exitCode()).isEqualTo(Exit.OVERDUE);
                first.awaitLine("job " + stuck + " of queue slow was cancelled; asking it to end");
                first.awaitLine("did not end within 500ms; interrupting it");
                first.awaitLine("of queue slow was cancelled and ignores the interrupt; exit 124");
            }
            put(queue, "1");
            try (ChildWorker second = start(unlimited())) {
                Await.until("the other is done", () -> queue.stats().done() == 1);
                Await.until("it is put aside", () -> queue.stats().dead() == 1);
                assertThat(second.output()).noneMatch(line -> line.startsWith("begin stuck"));
            }
            DeadLetter letter = queue.deadLetters().find(stuck).orElseThrow();
            assertThat(letter.reason()).isEqualTo("cancelled");
            assertThat(letter.crashed()).singleElement().satisfies(crash -> assertThat(crash.reason())
                    .isEqualTo("was cancelled"));
        }
    }
}
