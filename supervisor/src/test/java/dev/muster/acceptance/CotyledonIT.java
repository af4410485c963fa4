package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** cotyledon's functional tests on one living fleet; slots count from 1 here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CotyledonIT {
    static final String SERVICES =
            """
            muster {
              defaults.service {
                classpath = ["@classes@"]
                jvm-options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
                restart.backoff.initial = 50ms
              }
              services {
                heavy { main = dev.muster.acceptance.workers.Heavy, workers = 2 }
                light { main = dev.muster.acceptance.workers.Light }
              }
            }
            """;

    private final Fleet fleet = Fleet.of(SERVICES);

    @BeforeAll
    void startTheFleet() {
        fleet.run().awaitReady(3);
    }

    @AfterAll
    void endTheFleet() {
        fleet.close();
    }

    @Test
    @DisplayName("S01 the fleet starts: every slot once, each its own process, all children of the master")
    void everySlotRunsOnce() {
        Status status = fleet.status();
        assertThat(status.ids()).containsExactly("heavy.1", "heavy.2", "light.1");
        Map<String, Proc> processes = status.processes();
        assertThat(processes).hasSize(3);
        assertThat(processes.values()).allSatisfy(process -> assertThat(process.parent())
                .isEqualTo(fleet.masterProcess().pid()));
        assertThat(fleet.log("heavy.1")).contains("heavy run heavy.1");
        assertThat(fleet.log("heavy.2")).contains("heavy run heavy.2");
        assertThat(fleet.log("light.1")).contains("light run light.1");
    }

    @Test
    @DisplayName("S02 HUP to a worker with reload(): it reloads, and keeps its process")
    void workerWithReloadKeepsItsProcess() {
        Proc before = fleet.status().worker("heavy.1").process();
        long reloads = count("heavy.1", "heavy reload");
        before.signal("HUP");
        awaitLine("heavy.1", "heavy reload", reloads + 1);
        assertThat(fleet.status().worker("heavy.1").process()).isEqualTo(before);
    }

    @Test
    @DisplayName("S03 HUP to a worker without reload(): exit 0 and a new process in the same slot")
    void workerWithoutReloadIsReplaced() {
        Status.Worker before = fleet.status().worker("light.1");
        before.process().signal("HUP");
        Status.Worker after = awaitNextLife(before);
        assertThat(after.pid()).isNotEqualTo(before.pid());
        assertThat(after.lastExit())
                .isNotNull()
                .extracting(Status.LastExit::code)
                .isEqualTo(0);
    }

    @Test
    @DisplayName("S04 TERM to a worker whose terminate() chooses 42: the code is told, and the slot runs again")
    void exitCodeOfTerminateIsTold() {
        Status.Worker before = fleet.status().worker("heavy.2");
        before.process().signal("TERM");
        Status.Worker after = awaitNextLife(before);
        assertThat(after.lastExit())
                .isNotNull()
                .extracting(Status.LastExit::code)
                .isEqualTo(42);
        assertThat(after.pid()).isNotEqualTo(before.pid());
        assertThat(fleet.log("heavy.2")).contains("heavy terminate");
    }

    @Test
    @DisplayName("S05 TERM to a worker without terminate(): exit 0, and the slot runs again")
    void workerWithoutTerminateEndsWithZero() {
        Status.Worker before = fleet.status().worker("light.1");
        before.process().signal("TERM");
        Status.Worker after = awaitNextLife(before);
        assertThat(after.lastExit())
                .isNotNull()
                .extracting(Status.LastExit::code)
                .isEqualTo(0);
    }

    @Test
    @DisplayName("S08 HUP to the master: the configuration is read again, and what did not change keeps its process")
    void masterReloadsOnHup() {
        Map<String, Proc> before = fleet.awaitReady(3).processes();
        fleet.configure(SERVICES, "muster.services.light.workers = 2");
        fleet.masterProcess().signal("HUP");
        Status grown = fleet.awaitReady(4);
        assertThat(grown.ids()).contains("light.2");
        assertThat(grown.processes()).containsAllEntriesOf(before);

        fleet.configure(SERVICES);
        fleet.masterProcess().signal("HUP");
        Status shrunk = fleet.await("three workers", status -> status.workers().size() == 3);
        assertThat(shrunk.processes()).isEqualTo(before);
    }

    private Status.Worker awaitNextLife(Status.Worker before) {
        return fleet.awaitWorker(before.id(), worker -> worker.isReady() && worker.incarnation() > before.incarnation())
                .worker(before.id());
    }

    private long count(String worker, String line) {
        return fleet.log(worker).stream().filter(line::equals).count();
    }

    private void awaitLine(String worker, String line, long times) {
        Await.within(Fleet.PATIENCE, line + " in the log of " + worker, () -> count(worker, line) >= times);
        assertThat(List.of(count(worker, line))).containsExactly(times);
    }
}
