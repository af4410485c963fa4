package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs and the deaths of workers under a master. The workers keep their own record of what they did. */
final class QueueFleetIT {
    private static final int JOBS = 1000;

    private final Path record;

    QueueFleetIT(@TempDir Path record) {
        this.record = record;
    }

    @Test
    @DisplayName("Q1 an idle worker is killed, then a thousand jobs come: each is done once")
    void deathOfAnIdleWorkerCostsNothing() {
        try (Fleet fleet = fleet("")) {
            fleet.run().awaitReady(2);
            Status.Worker victim = fleet.status().worker("recorder.1");
            victim.process().signal("KILL");
            fleet.awaitWorker("recorder.1", worker -> worker.isReady() && worker.incarnation() == 2);
            fleet.muster("start", "putter").succeeded();
            awaitDone(fleet);
            assertThat(lines("start ")).hasSize(JOBS);
            assertThat(lines("end ")).containsExactlyInAnyOrderElementsOf(each("end ", " 0"));
        }
    }

    @Test
    @DisplayName("Q3 a worker is killed while it holds a job: another does it, and knows of the crash")
    void jobOfAKilledWorkerIsDoneByAnother() {
        try (Fleet fleet = fleet("settings.hold = 7")) {
            fleet.run().awaitReady(2);
            fleet.muster("start", "putter").succeeded();
            Await.within(Fleet.PATIENCE, "a worker with job 7", () -> lines("start 7 ")
                    .contains("start 7 0"));
            String holder = Files.exists(record.resolve("recorder.1"))
                            && linesOf(record.resolve("recorder.1")).contains("start 7 0")
                    ? "recorder.1"
                    : "recorder.2";
            String other = holder.equals("recorder.1") ? "recorder.2" : "recorder.1";
            Status before = fleet.status();
            before.worker(holder).process().signal("KILL");
            awaitDone(fleet);
            assertThat(lines("end 7 ")).containsExactly("end 7 1");
            assertThat(lines("end ")).hasSize(JOBS);
            assertThat(lines("start ")).hasSize(JOBS + 1);
            assertThat(fleet.awaitReady(3).worker(other).process())
                    .isEqualTo(before.worker(other).process());
        }
    }

    @Test
    @DisplayName(
            "Q3 Q21 Q22 a job that kills its workers is put aside with exit, hs_err and last words; the others are done")
    void killerIsPutAsideWithTheEvidence() {
        try (Fleet fleet = worst("crashes.max = 2", "Poisoned", "settings.pill = 13")) {
            assertThat(deadOfForty(fleet))
                    .contains("2 workers died with it within 72h", "worst.1#1", "worst.1#2")
                    .contains("killed by SIGABRT", "swallowing 13", "line 150\"", "line 299\"")
                    .doesNotContain("line 100\"")
                    .containsPattern("worst\\.1\\.hs_err_[0-9]+\\.log");
            assertThat(fleet.status().worker("worst.1").incarnation()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("Q7 the master is killed while jobs run: its workers end, and those of the next master do every job")
    void workersOfAKilledMasterLoseNothing() {
        try (Fleet fleet = fleet("")) {
            fleet.run().awaitReady(2);
            fleet.muster("start", "putter").succeeded();
            Await.within(Fleet.PATIENCE, "some jobs done", () -> lines("end ").size() >= 20);
            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            // The putter was wanted by hand: the next master may have heard of it, and begun it again.
            fleet.run().awaitWorker("recorder.1", Status.Worker::isReady);
            fleet.awaitWorker("recorder.2", Status.Worker::isReady);
            fleet.muster("start", "putter").succeeded();
            awaitDone(fleet);
            assertThat(lines("end ").stream()
                            .map(line -> line.substring(0, line.lastIndexOf(' ')))
                            .distinct())
                    .hasSize(JOBS);
            assertThat(fleet.status().queue("jobs").dead()).isZero();
        }
    }

    @Test
    @DisplayName(
            "Q35 a job that hangs for ever ends its worker, which is started again; others are done, and it is put aside")
    void hangingJobIsPutAside() {
        try (Fleet fleet = worst(
                "max-run-time = 500ms, run-grace = 200ms, crashes.max = 2, max-running = 2",
                "Hanging",
                "settings.hang = 13")) {
            assertThat(deadOfForty(fleet))
                    .contains("2 workers died with it within 72h; ran longer than max-run-time 500ms")
                    .contains("worst.1#1", "worst.1#2", "exit 124", "ServerSocket.accept");
            assertThat(fleet.status().worker("worst.1").incarnation()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("Q43 a worker that cannot start: the service fails, the jobs stay ready")
    void jobsOfAServiceThatCannotStartStayReady() {
        try (Fleet fleet = Fleet.of(
                """
                muster {
                  queues.jobs {}
                  services.broken {
                    main = no.such.Worker
                    queues.in = jobs
                    restart { backoff.initial = 10ms, backoff.max = 10ms, limit { restarts = 3, within = 1m } }
                  }
                }
                """)) {
            fleet.muster("queue", "put", "jobs", "42").succeeded();
            fleet.run().awaitWorker("broken.1", worker -> "FAILED".equals(worker.phase()));
            assertThat(fleet.status().queue("jobs").ready()).isEqualTo(1);
            assertThat(fleet.status().queue("jobs").dead()).isZero();
        }
    }

    private Fleet fleet(String settings) {
        return Fleet.of(
                """
                muster {
                  queues.jobs {}
                  defaults.service.classpath = ["@classes@"]
                  services {
                    putter {
                      main = dev.muster.acceptance.workers.Putter
                      queues.out = jobs, settings.count = %d, autostart = false
                    }
                    recorder {
                      main = dev.muster.acceptance.workers.Recorder
                      queues.in = jobs, settings.record = "%s", workers = 2
                      %s
                    }
                  }
                }
                """
                        .formatted(JOBS, record, settings));
    }

    private static void awaitDone(Fleet fleet) {
        fleet.await(JOBS + " jobs done", status -> status.queue("jobs").done() == JOBS);
    }

    private List<String> lines(String prefix) {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(record)) {
            files.forEach(file -> lines.addAll(linesOf(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> each(String before, String after) {
        return IntStream.range(0, JOBS)
                .mapToObj(number -> before + number + after)
                .toList();
    }

    /** Somebody puts forty jobs; a worker with a main class of its own cannot survive one of them. */
    private static Fleet worst(String queue, String main, String settings) {
        return Fleet.of(
                """
                muster {
                  queues.jobs { %s }
                  defaults.service.classpath = ["@classes@"]
                  services {
                    putter {
                      main = dev.muster.acceptance.workers.Putter
                      queues.out = jobs, settings.count = 40, autostart = false
                    }
                    worst {
                      main = dev.muster.acceptance.workers.%s
                      queues.in = jobs, %s, restart.backoff.initial = 10ms, restart.backoff.max = 10ms
                    }
                  }
                }
                """
                        .formatted(queue, main, settings));
    }

    /** What is told of the one that was put aside, once the others are done. */
    private static String deadOfForty(Fleet fleet) {
        fleet.run().awaitReady(1);
        fleet.muster("start", "putter").succeeded();
        fleet.await(
                "all but one done",
                status -> status.queue("jobs").done() == 39
                        && status.queue("jobs").dead() == 1);
        return fleet.muster("queue", "dead", "jobs", "--json").succeeded().out();
    }
}
