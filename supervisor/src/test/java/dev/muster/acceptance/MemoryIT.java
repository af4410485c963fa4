package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import dev.muster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of workers whose memory is used up. */
final class MemoryIT {

    @Test
    @DisplayName("S83 a JVM that runs out of heap is told of as that, with its heap dump, by all who tell of deaths")
    void heapThatIsUsedUpIsToldOf(@TempDir Path directory) throws IOException {
        try (Fleet fleet = Fleet.of(
                """
                muster.services.glutton {
                  main = dev.muster.acceptance.workers.Glutton
                  classpath = ["@classes@"]
                  heap = 16MiB
                  start.ready = spawned
                  # What it meant to say is not what it says.
                  restart { success-codes = [0, 3], backoff { initial = 1h, max = 1h } }
                }
                muster.on-event { matches = oom, command = [sh, -c, "echo $MUSTER_EVENT_WHY > @paged@"] }
                """
                        .replace("@paged@", directory.resolve("paged").toString()))) {
            fleet.run();
            fleet.awaitWorker("glutton.1", worker -> worker.phase().equals("BACKOFF"));

            Path dumps = fleet.home().resolve("logs/dumps");
            List<Path> written;
            try (var files = Files.list(dumps)) {
                written = files.toList();
            }
            assertThat(written).singleElement().satisfies(dump -> {
                assertThat(dump.getFileName().toString()).matches("glutton[.]1-1-[0-9]+[.]hprof");
                assertThat(dump).isNotEmptyFile();
            });
            String told = "out of memory (Java heap); heap dump: " + written.get(0);
            Map<String, Object> oom = Map.of(
                    "by", "jvm", "what", "Java heap", "heapDump", written.get(0).toString());

            Map<String, ?> status =
                    Json.parseObject(fleet.muster("status", "--json").out());
            assertThat(status.toString()).contains("oom={by=jvm, what=Java heap, heapDump=" + written.get(0) + "}");
            assertThat(fleet.muster("status").out()).contains(told);
            assertThat(fleet.muster("why", "glutton.1").succeeded().out()).contains(told);
            assertThat(Json.parseObject(fleet.muster("history", "--json", "glutton.1")
                            .succeeded()
                            .out()))
                    .containsEntry("oom", oom)
                    .containsEntry("crashed", true);
            assertThat(fleet.muster("events", "--json")
                            .succeeded()
                            .out()
                            .lines()
                            .map(Json::parseObject))
                    .filteredOn(event -> "oom".equals(event.get("what")))
                    .singleElement()
                    .satisfies(
                            event -> assertThat(event).containsEntry("oom", oom).containsEntry("why", told));
            Await.within(Fleet.PATIENCE, "the hook", () -> paged(directory).equals(List.of(told)));
        }
    }

    @Test
    @DisplayName("S83 a worker over its memory-max is restarted where no cgroup sees to that, and says so")
    void workerOverItsMemoryMaxIsRestarted(@TempDir Path directory) {
        try (Fleet fleet = Fleet.of(
                """
                muster.services.glutton {
                  command = [sh, -c, "x=$(head -c 60000000 /dev/zero | tr '\\\\0' x); echo full; sleep 1000; echo $x"]
                  limits { memory-max = 30MiB, cgroup = false }
                  restart.backoff { initial = 1h, max = 1h }
                }
                muster.on-event { matches = oom, command = [sh, -c, "echo $MUSTER_EVENT_OOM_BY > @paged@"] }
                """
                        .replace("@paged@", directory.resolve("paged").toString()))) {
            fleet.run();
            fleet.awaitWorker("glutton.1", worker -> worker.phase().equals("BACKOFF"));

            assertThat(fleet.muster("history", "glutton.1").succeeded().out())
                    .containsPattern("over memory-max: [0-9]+ MiB of 30 MiB");
            Await.within(Fleet.PATIENCE, "the hook", () -> paged(directory).equals(List.of("memory-max")));
        }
    }

    private static List<String> paged(Path directory) {
        try {
            return Files.readAllLines(directory.resolve("paged"));
        } catch (IOException notYet) {
            return List.of();
        }
    }
}
