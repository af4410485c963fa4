package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
            assertThat(fleet.log("heavy.1")).contains("heavy terminate");
            assertThat(fleet.log("heavy.2")).contains("heavy terminate");
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

    @Test
    @DisplayName("S89 an essential worker fails for good: the others terminate(), the master exits with its code")
    void essentialWorkerEndsTheMaster(@TempDir Path directory) {
        String essential =
                """
                muster.services.vital {
                  command = [sh, -c, "until [ -e %s ]; do sleep 0.1; done; exit 42"]
                  restart.when = never, essential = true
                }
                """;
        Path order = directory.resolve("order");
        try (Fleet fleet =
                Fleet.of(CotyledonIT.SERVICES, essential.formatted(order)).run()) {
            fleet.awaitReady(4);
            order.toFile().mkdir();
            assertThat(fleet.awaitEnd()).as(fleet.story()).isEqualTo(42);
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.log("heavy.1")).contains("heavy terminate");
        }
    }

    /** As in a container: whatever loses its parent comes to the master, and nobody else is there to reap it. */
    @Test
    @DisplayName(
            "S89 as PID 1: strangers are reaped, the first TERM is orderly, the second one kills, the exit code tells")
    void masterAsPidOne() throws IOException, InterruptedException {
        List<String> container = List.of("unshare", "--fork", "--pid", "--mount-proc", "--kill-child");
        assumeTrue(succeeds(container, "true"), "this user may not make a PID namespace");
        String stranger = "echo stranger; exit 3";
        String parent = "trap '' TERM; (setsid sh -c '" + stranger + "' &); while sleep 1; do :; done";
        List<String> launcher = new ArrayList<>(container);
        launcher.addAll(List.of(Distribution.built().command().toString(), "run"));
        try (Fleet fleet = Fleet.of(
                        CotyledonIT.SERVICES, "muster.services.parent.command = [sh, -c, \"" + parent + "\"]")
                .runBy(launcher.toArray(String[]::new))) {
            fleet.awaitReady(4);
            assertThat(fleet.status().master().pid()).isEqualTo(1);
            Proc master = fleet.masterProcess().children().get(0);
            Await.within(
                    Fleet.PATIENCE,
                    "the end of the stranger",
                    () -> fleet.log("parent.1").contains("stranger")
                            && fleet.processes().stream()
                                    .noneMatch(process -> process.commandLine().contains(stranger))
                            && master.zombies() == 0);
            master.signal("TERM");
            Await.within(
                    Fleet.PATIENCE, "terminate()", () -> fleet.log("heavy.2").contains("heavy terminate"));
            assertThat(master.isAlive()).isTrue();
            master.signal("TERM");
            assertThat(fleet.awaitEnd()).as(fleet.story()).isEqualTo(1);
            assertThat(fleet.processes()).isEmpty();
        }
    }

    private static boolean succeeds(List<String> launcher, String program) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(launcher);
        words.add(program);
        return new ProcessBuilder(words).start().waitFor() == 0;
    }

    private static void awaitNobody(Fleet fleet) {
        Await.within(LONGER_THAN_A_GRACE, "the end of all workers", () -> fleet.processes()
                .isEmpty());
    }
}
