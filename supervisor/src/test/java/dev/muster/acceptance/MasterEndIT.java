package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However the master ends, no process of its fleet is left. */
final class MasterEndIT {
    private static final String BUGGY =
            """
            muster.services.buggy {
              main = dev.muster.acceptance.workers.Buggy, classpath = ["@classes@"], workers = 2
              stop.grace = 1s
            }
            """;

    /** A grace that kills, and a machine that is busy besides. */
    private static final Duration LONGER_THAN_A_GRACE = Duration.ofSeconds(15);

    @Test
    @DisplayName("S06 TERM to the master: every terminate() ran, exit 0, nobody is left")
    void termEndsTheFleetInOrder() {
        try (Fleet fleet = Fleet.of(CotyledonIT.SERVICES).run()) {
            fleet.awaitReady(3);
            fleet.masterProcess().signal("TERM");
            assertThat(fleet.awaitEnd()).isZero();
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.log("heavy.1")).endsWith("heavy terminate");
            assertThat(fleet.log("heavy.2")).endsWith("heavy terminate");
            assertThat(fleet.masterLog()).last().asString().endsWith("Shutdown finish");
        }
    }

    @Test
    @DisplayName("S07 INT to a master without a terminal: everybody ends at once, no terminate(), exit 1")
    void interruptEndsAtOnce() {
        try (Fleet fleet = Fleet.of(CotyledonIT.SERVICES).run()) {
            fleet.awaitReady(3);
            fleet.masterProcess().signal("INT");
            assertThat(fleet.awaitEnd()).isEqualTo(1);
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.log("heavy.1")).doesNotContain("heavy terminate");
        }
    }

    @Test
    @DisplayName("S09 S75 KILL to the master of `muster run`: the workers terminate by themselves, all are gone")
    void workersGoWithAKilledMaster(@TempDir Path marks) {
        try (Fleet fleet = Fleet.of(
                        CotyledonIT.SERVICES,
                        "muster.services.heavy.settings.marks = \"" + marks + "\"",
                        "muster.services.plain { command = [sleep, 1000], workers = 3 }")
                .run()) {
            fleet.awaitReady(6);
            fleet.masterProcess().signal("KILL");
            assertThat(fleet.awaitEnd()).isEqualTo(128 + 9);
            awaitNobody(fleet);
            assertThat(marks.resolve("heavy.1")).exists(); // their last words are still in the pipe
            assertThat(marks.resolve("heavy.2")).exists();
        }
    }

    @Test
    @DisplayName("S10 TERM while a worker crash-loops: exit 0 soon, nobody is left")
    void crashLoopDoesNotDelayTheEnd() {
        try (Fleet fleet = Fleet.of(
                        "muster.services.bad { main = dev.muster.acceptance.workers.BadlyCoded, classpath = [\"@classes@\"] }")
                .run()) {
            Status.Worker bad =
                    fleet.awaitWorker("bad.1", worker -> worker.restarts() >= 2).worker("bad.1");
            assertThat(bad.lastExit()).isNotNull();
            Instant asked = Instant.now();
            fleet.masterProcess().signal("TERM");
            assertThat(fleet.awaitEnd()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(LONGER_THAN_A_GRACE);
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.log("bad.1")).anyMatch(line -> line.contains("so badly coded"));
        }
    }

    @Test
    @DisplayName("S11 TERM to the master and a terminate() that takes a minute: the grace of a second ends it")
    void graceEndsABuggyTerminate() {
        try (Fleet fleet = Fleet.of(BUGGY).run()) {
            fleet.awaitReady(2);
            Instant asked = Instant.now();
            fleet.masterProcess().signal("TERM");
            assertThat(fleet.awaitEnd()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(LONGER_THAN_A_GRACE);
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.log("buggy.1")).contains("buggy terminate").doesNotContain("buggy terminate done");
        }
    }

    @Test
    @DisplayName("S12 KILL to the master and a terminate() that takes a minute: the worker's own grace ends it")
    void graceHoldsWithoutAMaster() {
        try (Fleet fleet = Fleet.of(BUGGY).run()) {
            fleet.awaitReady(2);
            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            awaitNobody(fleet);
            assertThat(fleet.log("buggy.1")).doesNotContain("buggy terminate done");
        }
    }

    @Test
    @DisplayName("S14 S39 TERM while ten workers start: exit 0, nobody is left, whenever it comes")
    void termDuringStartLeavesNobody() {
        String ten =
                "muster.services.ten { main = dev.muster.acceptance.workers.Light, classpath = [\"@classes@\"], workers = 10 }";
        for (int spawnedBefore : List.of(1, 4, 10)) {
            try (Fleet fleet = Fleet.of(ten).run()) {
                Await.within(
                        Fleet.PATIENCE,
                        spawnedBefore + " processes",
                        () -> fleet.processes().size() >= spawnedBefore);
                fleet.masterProcess().signal("TERM");
                assertThat(fleet.awaitEnd()).as(fleet.story()).isZero();
                assertThat(fleet.processes()).isEmpty();
            }
        }
    }

    private static void awaitNobody(Fleet fleet) {
        Await.within(LONGER_THAN_A_GRACE, "the end of all workers", () -> fleet.processes()
                .isEmpty());
    }
}
