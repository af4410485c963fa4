package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import dev.muster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be found out at three in the morning, when somebody has killed a worker and later the master. */
final class EventsIT {

    @Test
    @DisplayName("S84 a killed worker is told of by history, why, events and a hook, whatever another hook does")
    void killedWorkerIsToldOf(@TempDir Path directory) {
        try (Fleet fleet = Fleet.of(
                """
                muster.services.printer {
                  command = [sh, -c, "echo out of paper; exec sleep 1000"]
                  workers = 2
                  restart.backoff { initial = 1h, max = 1h, reset-after = 1h }
                }
                muster.on-event = [
                  { matches = crashed, command = [sleep, 1000], timeout = 200ms }
                  { matches = crashed, command = [sh, -c, "echo $MUSTER_EVENT_WORKER $MUSTER_EVENT_EXIT_SIGNAL >> @paged@"] }
                ]
                """
                        .replace("@paged@", directory.resolve("paged").toString()))) {
            fleet.run().awaitReady(2);
            kill(fleet, "printer.2");

            Result why = fleet.muster("why", "printer.2").succeeded();
            assertThat(why.out())
                    .contains("printer.2 is in BACKOFF since ", ": killed by SIGKILL after ")
                    .contains("  next: next try in ", "    | out of paper", "muster start printer.2  # tries now");
            assertThat(fleet.muster("history", "printer").succeeded().out())
                    .containsPattern(
                            "printer\\.2#1  crashed after .*: killed by SIGKILL \\(pid [0-9]+\\); restart 1 in ")
                    .contains("    | out of paper")
                    .doesNotContain("printer.1");
            assertThat(what(fleet.muster("events", "--json", "printer.2").succeeded()))
                    .containsExactly("starting", "ready", "crashed", "backoff");

            kill(fleet, "printer.1");
            Await.within(Fleet.PATIENCE, "both pages", () -> paged(directory)
                    .equals(List.of("printer.2 KILL", "printer.1 KILL")));
            Await.within(Fleet.PATIENCE, "the hanging hook to be told of", () -> hangs(fleet) > 0);
            assertThat(hangs(fleet)).isEqualTo(1);

            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            Result stored = fleet.muster("events", "printer.1").succeeded();
            assertThat(stored.out()).contains("crashed").contains("killed by SIGKILL");
            assertThat(stored.err()).contains("no master is running");
            fleet.run().awaitWorker("printer.1", status -> status.phase().equals("BACKOFF"));
            fleet.muster("start", "printer").succeeded();
            fleet.awaitReady(2);
            assertThat(what(fleet.muster("events", "--json", "-n", "1000").succeeded()))
                    .filteredOn("master-started"::equals)
                    .hasSize(2);
            assertThat(fleet.muster("history", "printer.1").succeeded().out()).contains("printer.1#1  crashed");
        }
    }

    private static void kill(Fleet fleet, String worker) {
        Await.within(
                Fleet.PATIENCE, worker + " to speak", () -> fleet.log(worker).contains("out of paper"));
        fleet.status().worker(worker).process().signal("KILL");
        fleet.awaitWorker(worker, status -> status.phase().equals("BACKOFF"));
    }

    private static List<String> paged(Path directory) {
        try {
            return Files.readAllLines(directory.resolve("paged"));
        } catch (IOException notYet) {
            return List.of();
        }
    }

    private static long hangs(Fleet fleet) {
        return fleet.masterLog().stream()
                .filter(line -> line.contains("on-event sleep: did not end within 200 ms"))
                .count();
    }

    private static List<String> what(Result events) {
        return events.out()
                .lines()
                .map(Json::parseObject)
                .map(event -> String.valueOf(event.get("what")))
                .toList();
    }
}
