package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master is killed, and another one takes its place. */
final class AdoptionIT {

    private static final String COUNTER =
            """
            muster.services.counter {
              command = [sh, -c, "i=0; while :; do echo $i; i=$((i+1)); sleep 0.01; done"]
            }
            """;

    private static final String DEMO =
            "include file(\"" + Distribution.built().root().resolve("conf/muster.conf")
                    + "\")\nmuster.services.producer.settings.interval = 2ms\n";

    private static Map<String, Integer> pids(Status status) {
        Map<String, Integer> pids = new TreeMap<>();
        status.workers()
                .forEach(worker -> pids.put(worker.id(), worker.process().pid()));
        return pids;
    }

    /** Kills the master; the next one finds nothing written of a worker, as if the first had not lived to write it. */
    private static void replaceMaster(Fleet fleet, String unwritten) {
        fleet.masterProcess().signal("KILL");
        fleet.awaitEnd();
        try {
            Files.delete(fleet.home().resolve("state/workers/" + unwritten + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        fleet.daemon();
    }

    @Test
    @DisplayName(
            "S76 Q9 a killed master's workers are adopted: same processes, no job lost or done twice, no line lost")
    void workersAreAdopted() {
        try (Fleet fleet = Fleet.of(DEMO, COUNTER).daemon()) {
            Map<String, Integer> before = pids(fleet.awaitReady(4));
            for (String unwritten : List.of("printer.2", "counter.1")) {
                int printed =
                        Numbers.of(fleet, "printer.1", "printer.2").printed().size();
                replaceMaster(fleet, unwritten);
                assertThat(pids(fleet.awaitReady(4))).isEqualTo(before);
                Await.within(
                        Fleet.PATIENCE,
                        "they go on",
                        () -> Numbers.of(fleet, "printer.1", "printer.2")
                                        .printed()
                                        .size()
                                > printed + 50);
            }
            fleet.awaitWorker("printer.1", Status.Worker::isReady)
                    .worker("printer.1")
                    .process()
                    .signal("KILL");
            fleet.awaitWorker("printer.1", worker -> worker.incarnation() == 2 && worker.isReady());
            fleet.muster("stop", "producer").succeeded();
            fleet.await("all printed", status -> status.queue("numbers").isDrained());
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.awaitEnd()).isZero();
            assertThat(fleet.processes()).isEmpty();

            Numbers numbers = Numbers.of(fleet, "printer.1", "printer.2");
            assertThat(numbers.missing()).isEmpty();
            assertThat(numbers.duplicates())
                    .as("at most the one in the killed printer's hands")
                    .isLessThan(2);
            List<String> lines = fleet.log("counter.1");
            assertThat(lines)
                    .hasSizeGreaterThan(50)
                    .containsExactlyElementsOf(IntStream.range(0, lines.size())
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    @Test
    @DisplayName(
            "S79 a master is replaced under its workers: they and it keep their pids, and their ends are told exactly")
    void aMasterIsReplaced() {
        try (Fleet fleet = Fleet.of(
                        COUNTER,
                        "muster.services.light { main = dev.muster.acceptance.workers.Light, classpath = [\"@classes@\"] }")
                .daemon()) {
            Status before = fleet.awaitReady(2);
            for (int i = 0; i < 2; i++) {
                fleet.muster("reexec").succeeded();
                Status after = fleet.awaitReady(2);
                assertThat(pids(after)).isEqualTo(pids(before));
                assertThat(after.master().pid()).isEqualTo(before.master().pid());
            }
            before.worker("light.1").process().signal("KILL");
            Status.LastExit exit = fleet.awaitWorker("light.1", worker -> worker.incarnation() == 2 && worker.isReady())
                    .worker("light.1")
                    .lastExit();
            assertThat(exit).isNotNull().extracting(Status.LastExit::signal).isEqualTo("KILL");
            fleet.configure(COUNTER, "muster.services.light.mane = x");
            fleet.muster("reexec").endedWith(78);
            fleet.awaitReady(2);
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.awaitEnd()).isZero();
            List<String> lines = fleet.log("counter.1");
            assertThat(lines)
                    .containsExactlyElementsOf(IntStream.range(0, lines.size())
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    @Test
    void theMasterOfATerminalIsNotReplaced() {
        try (Fleet fleet =
                Fleet.of("muster.services.sleeper { command = [sleep, 1000] }").run()) {
            Status before = fleet.awaitReady(1);
            Result refused = fleet.muster("reexec").endedWith(1);
            assertThat(refused.err()).contains("only `muster daemon` can be replaced");
            assertThat(pids(fleet.awaitReady(1))).isEqualTo(pids(before));
        }
    }

    @Test
    @DisplayName("S86 what was stopped and scaled by hand stays so when the master is started anew, until a reset")
    void whatWasDoneByHandStays() {
        try (Fleet fleet = Fleet.of("muster.services.sleeper { command = [sleep, 1000], workers = 2 }")
                .daemon()) {
            fleet.awaitReady(2);
            fleet.muster("scale", "sleeper", "4").succeeded();
            fleet.muster("stop", "sleeper.1").succeeded();
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.awaitEnd()).isZero();

            fleet.daemon().awaitReady(3);
            assertThat(fleet.muster("status").out())
                    .contains("sleeper has 4 workers by hand, the configuration says 2", "stopped by hand: sleeper.1");
            assertThat(fleet.muster("plan").out()).isEmpty();
            fleet.muster("apply", "--reset").succeeded();
            fleet.await(
                    "as configured",
                    status -> status.ready() == 2 && status.workers().size() == 2);
            assertThat(fleet.muster("status").succeeded().out()).doesNotContain("by hand");
        }
    }

    @Test
    @DisplayName("S76 what happened while there was no master is made good: a death, a change, a removal")
    void whatHappenedMeanwhileIsMadeGood() {
        String kept = "muster.services.kept { command = [sleep, 1000] }";
        List<String> services = new ArrayList<>(List.of(
                kept,
                "muster.services.dead { command = [sh, -c, \"sleep 1001 & wait\"] }",
                "muster.services.changed { command = [sleep, 1002] }",
                "muster.services.removed { command = [sleep, 1003] }"));
        try (Fleet fleet = Fleet.of(services.toArray(String[]::new)).daemon()) {
            Status before = fleet.awaitReady(4);
            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            before.worker("dead.1").process().signal("KILL"); // and leaves the other one of its group behind
            fleet.configure(kept, services.get(1), "muster.services.changed { command = [sleep, 1004] }");
            fleet.daemon();

            fleet.awaitWorker("dead.1", worker -> worker.incarnation() == 2 && worker.isReady());
            fleet.awaitWorker("changed.1", worker -> worker.incarnation() == 2 && worker.isReady());
            Status after =
                    fleet.await("one is removed", status -> status.workers().size() == 3);
            assertThat(after.worker("kept.1").process().pid())
                    .isEqualTo(before.worker("kept.1").pid());
            assertThat(after.worker("changed.1").process().commandLine()).endsWith("1004");
            List<String> sleeping = fleet.processes().stream()
                    .map(process -> String.join(" ", process.commandLine()))
                    .filter(words -> words.startsWith("sleep"))
                    .toList();
            assertThat(sleeping).containsExactlyInAnyOrder("sleep 1000", "sleep 1001", "sleep 1004");
            fleet.muster("shutdown").succeeded();
            fleet.awaitEnd();
            assertThat(fleet.processes()).isEmpty();
        }
    }

    private static final String TROUBLED =
            """
            muster.services {
              looper { command = [sh, -c, "exit 7"], restart.backoff { initial = 1h, max = 1h } }
              lost { command = [sh, -c, "exit 8"], restart { limit { restarts = 1, within = 1h }, then = fail } }
              once { command = [sh, -c, "echo x >> %1$s/once; exit 0"], restart.when = on-failure }
              ended {
                main = dev.muster.acceptance.workers.Ending, classpath = ["@classes@"], settings.file = "%1$s/code"
                restart { when = on-failure, success-codes = [3] }
              }
            }
            """;

    private static Map<String, String> phases(Status status) {
        Map<String, String> phases = new TreeMap<>();
        status.workers()
                .forEach(worker -> phases.put(
                        worker.id(), worker.phase() + " #" + worker.incarnation() + " " + worker.restarts()));
        return phases;
    }

    private static String record(Fleet fleet, String worker) {
        try {
            Path file = fleet.home().resolve("state/workers/" + worker + ".json");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("S76 a crash loop, a failure for good and a task that is done outlive the master, killed or replaced;"
            + " an SDK worker's exit code is known to a master that is not its parent")
    void whatAMasterKnewOutlivesIt(@TempDir Path place) throws IOException {
        try (Fleet fleet = Fleet.of(TROUBLED.formatted(place)).daemon()) {
            Map<String, String> knew = phases(fleet.await("all settled", status -> phases(status)
                    .equals(Map.of(
                            "looper.1", "BACKOFF #1 0",
                            "lost.1", "FAILED #2 1",
                            "once.1", "STOPPED #1 0",
                            "ended.1", "READY #1 0"))));
            String reason = fleet.status().worker("looper.1").reason();
            Await.within(
                    Fleet.PATIENCE,
                    "all is written down",
                    () -> record(fleet, "looper.1").contains("BACKOFF")
                            && record(fleet, "lost.1").contains("FAILED")
                            && record(fleet, "once.1").contains("\"done\":true")
                            && record(fleet, "ended.1").contains("READY"));
            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            fleet.daemon();
            fleet.await("the same", status -> phases(status).equals(knew));
            assertThat(fleet.status().worker("looper.1").reason()).isEqualTo(reason);

            Files.writeString(place.resolve("code"), "3");
            Status ended = fleet.awaitWorker("ended.1", worker -> worker.phase().equals("STOPPED"));
            Status.LastExit exit = ended.worker("ended.1").lastExit();
            assertThat(exit).isNotNull().extracting(Status.LastExit::code).isEqualTo(3);

            Map<String, String> now = phases(ended);
            fleet.muster("reexec").succeeded();
            fleet.await("still the same", status -> phases(status).equals(now));
            assertThat(Files.readAllLines(place.resolve("once"))).hasSize(1);
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.awaitEnd()).isZero();
            assertThat(fleet.home().resolve("state/workers")).isEmptyDirectory();
        }
    }
}
