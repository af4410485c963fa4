package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A fleet whose workers are asked how they are. The tests share it; each has a worker of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProbesIT {
    private static final String FLEET =
            """
            muster.queues.errands {}
            muster.services {
              talker {
                command = [sh, -c, "echo not listening; until test -e go; do sleep 0.05; done; echo listening on 80; exec sleep 1000"]
                start { ready { log = "^listening on [0-9]+$" }, timeout = 1h }
              }
              never {
                command = [sleep, 1000]
                start { ready { exec = ["false"], period = 100ms }, timeout = 300ms }
                restart { limit { restarts = 1, within = 1h }, then = fail, backoff { initial = 10ms, max = 10ms } }
              }
              moody {
                command = [sleep, 1000]
                readiness { exec = [test, -e, "calm${MUSTER_SLOT}"], period = 100ms, timeout = 1m, failures = 1 }
              }
              sick {
                main = dev.muster.acceptance.workers.Light, classpath = ["@classes@"]
                liveness { exec = [sh, -c, "test ! -e sick"], period = 100ms, timeout = 1m, failures = 3 }
              }
              frozen {
                main = dev.muster.acceptance.workers.Light, classpath = ["@classes@"]
                liveness.watchdog = 2s
              }
              loafer {
                main = dev.muster.acceptance.workers.Loafer, classpath = ["@classes@"], queues.in = errands
                liveness { stalled = 1s, watchdog = 20s }
              }
              silent {
                command = [sleep, 1000]
                liveness.watchdog = 300ms
                restart { limit { restarts = 1, within = 1h }, then = fail, backoff { initial = 10ms, max = 10ms } }
              }
            }
            """;

    private final Fleet fleet = Fleet.of(FLEET);

    @BeforeAll
    void start() {
        fleet.run();
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Path file(String name) {
        return fleet.home().resolve(name);
    }

    @Test
    void lineOfTheLogMakesReady() throws IOException {
        Await.within(Fleet.PATIENCE, "a first line", () -> fleet.log("talker.1").contains("not listening"));
        assertThat(fleet.status().worker("talker.1").phase()).isEqualTo("STARTING");
        Files.createFile(file("go"));
        fleet.awaitWorker("talker.1", Status.Worker::isReady);
    }

    @Test
    @DisplayName(
            "S61 a worker whose start probe never succeeds is no worker that runs: it fails, and the policy decides")
    void startProbeThatNeverSucceedsFailsTheStart() {
        Status.Worker failed = fleet.awaitWorker(
                        "never.1", worker -> worker.phase().equals("FAILED"))
                .worker("never.1");
        assertThat(failed.reason()).startsWith("not ready within 300ms; gave up");
        assertThat(failed.restarts()).isEqualTo(1);
    }

    @Test
    void failedReadinessIsShownAndRestartsNothing() throws IOException {
        Status.Worker moody = fleet.awaitWorker("moody.1", worker -> worker.notReady() != null)
                .worker("moody.1");
        assertThat(moody.notReady()).isEqualTo("exec test: exit 1");
        assertThat(moody.isReady()).isTrue();
        assertThat(fleet.muster("status", "moody").exit()).isEqualTo(3);
        Files.createFile(file("calm1"));
        Status.Worker calm = fleet.awaitWorker("moody.1", worker -> worker.isReady() && worker.notReady() == null)
                .worker("moody.1");
        assertThat(calm.process()).isEqualTo(moody.process());
    }

    @Test
    @DisplayName(
            "S63 a JVM whose liveness fails prints its threads, is asked to stop, and its restart counts as a failure")
    void failedLivenessTakesEvidenceAndRestarts() throws IOException {
        fleet.awaitWorker("sick.1", Status.Worker::isReady);
        Files.createFile(file("sick"));
        fleet.awaitWorker(
                "sick.1", worker -> worker.incarnation() > 1 || worker.phase().equals("BACKOFF"));
        Files.delete(file("sick"));
        Status.Worker well = fleet.awaitWorker("sick.1", worker -> worker.incarnation() > 1 && worker.isReady())
                .worker("sick.1");
        assertThat(well.restarts()).isPositive();
        assertThat(fleet.log("sick.1")).anyMatch(line -> line.startsWith("Full thread dump"));
        List<String> log = fleet.masterLog();
        assertThat(log)
                .anyMatch(line -> line.contains(
                        "sick.1#1: READY -> STOPPING: liveness failed: exec sh: exit 1; taking a thread dump"));
        assertThat(log)
                .anyMatch(line -> line.matches(
                        ".*sick[.]1#1: STOPPING -> (BACKOFF|STARTING): liveness failed: exec sh: exit 1.*"));
    }

    @Test
    @DisplayName("S64 a stopped JVM is noticed by its heartbeat within the watchdog's time, ended and replaced")
    void stoppedWorkerIsNoticedAndReplaced() {
        Proc frozen = fleet.awaitWorker("frozen.1", Status.Worker::isReady)
                .worker("frozen.1")
                .process();
        frozen.signal("STOP");
        fleet.awaitWorker("frozen.1", worker -> worker.incarnation() > 1 && worker.isReady());
        assertThat(fleet.masterLog())
                .anyMatch(line -> line.contains("frozen.1#1: READY -> STOPPING: liveness failed: no sign of life"));
        assertThat(frozen.isAlive()).isFalse();
    }

    @Test
    void workerThatClaimsNothingBesideAQueueWithJobsIsReplaced() {
        fleet.awaitWorker("loafer.1", worker -> worker.incarnation() > 1);
        assertThat(fleet.masterLog())
                .anyMatch(line -> line.contains("loafer.1#1: READY -> STOPPING: liveness failed: claims nothing though"
                        + " queue errands has jobs for 1s"));
    }

    @Test
    @DisplayName("S64 a program that was told of a watchdog and never reports ends by SIGABRT")
    void silentProgramIsAborted() {
        Status.Worker failed = fleet.awaitWorker(
                        "silent.1", worker -> worker.phase().equals("FAILED"))
                .worker("silent.1");
        assertThat(failed.lastExit()).extracting(Status.LastExit::signal).isEqualTo("ABRT");
        assertThat(failed.reason()).startsWith("liveness failed: no sign of life");
    }
}
