package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with as many workers as its backlog needs. */
final class ScaleIT {

    private static final int JOBS = 8;

    private final Path gate;
    private final Path record;

    ScaleIT(@TempDir Path directory) throws IOException {
        gate = directory.resolve("gate");
        record = Files.createDirectory(directory.resolve("record"));
    }

    @Test
    @DisplayName(
            "a burst brings workers, they outlive the master, and go when it is drained; a number by hand holds until auto")
    void aBurstBringsWorkersAndTheyGoWhenItIsDrained() throws IOException {
        try (Fleet fleet = Fleet.of(configuration()).daemon()) {
            Status full =
                    fleet.await("three are at work", status -> gated(status).count() == 3 && running(status) == 3);
            Map<String, Proc> before = full.processes();
            Await.within(Fleet.PATIENCE, "a reading of the five that wait", () -> fleet.muster("why", "gated")
                    .succeeded()
                    .out()
                    .contains("gated has 3 of 1 to 3 workers: has as many as it may (3): 5 jobs wait for 3 workers"));

            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            fleet.daemon();
            Status adopted = fleet.await(
                    "the next master has them",
                    status -> !status.queues().isEmpty() && gated(status).count() == 3);
            assertThat(adopted.processes()).isEqualTo(before);

            Files.createFile(gate);
            fleet.await("all is done", status -> status.queue("jobs").done() == JOBS);
            Status left = fleet.await("one is left", ScaleIT::isOneLeft);
            assertThat(before).containsAllEntriesOf(left.processes());
            assertThat(fleet.muster("events", "gated", "-n", "1000").succeeded().out())
                    .containsPattern("gated +scaled +1 -> [23]: [2-8] jobs wait for 1 worker, more than 1 for each")
                    .containsPattern("gated +scaled +[23] -> [12]: quiet for .* 0 jobs wait");
            assertThat(lines()).containsExactlyInAnyOrderElementsOf(eachOnce());
            byHand(fleet);
        }
    }

    private static void byHand(Fleet fleet) {
        fleet.muster("scale", "gated", "2").succeeded();
        assertThat(fleet.muster("status").succeeded().out())
                .contains("gated has 2 workers by hand, the configuration says 1 to 3");
        assertThat(fleet.muster("scale", "gated", "4").endedWith(1).err()).contains("the configuration says 1 to 3");
        assertThat(gated(fleet.status()).count()).isEqualTo(2);
        fleet.muster("scale", "gated", "auto").succeeded();
        fleet.await("one is left", ScaleIT::isOneLeft);
    }

    private String configuration() {
        return """
                muster {
                  queues.jobs {}
                  defaults.service.classpath = ["@classes@"]
                  services {
                    putter { main = dev.muster.acceptance.workers.Putter, queues.out = jobs, settings.count = %d }
                    gated {
                      main = dev.muster.acceptance.workers.Gated
                      queues.in = jobs
                      settings { gate = "%s", record = "%s" }
                      workers { max = 3, scale-on { oldest-ready = 1h, backlog-per-worker = 1, cooldown = 1s } }
                    }
                  }
                }
                """
                .formatted(JOBS, gate, record);
    }

    private static Stream<Status.Worker> gated(Status status) {
        return status.workers().stream().filter(worker -> worker.service().equals("gated") && worker.isReady());
    }

    private static long running(Status status) {
        return status.queue("jobs").running();
    }

    private static boolean isOneLeft(Status status) {
        return status.workers().size() == 2 && gated(status).count() == 1;
    }

    private static List<String> eachOnce() {
        return LongStream.range(0, JOBS)
                .boxed()
                .flatMap(number -> Stream.of("start " + number, "end " + number))
                .toList();
    }

    private List<String> lines() throws IOException {
        try (Stream<Path> files = Files.list(record)) {
            Stream<String> lines = Stream.of();
            for (Path file : files.toList()) {
                lines = Stream.concat(lines, Files.readAllLines(file).stream());
            }
            return lines.toList();
        }
    }
}
