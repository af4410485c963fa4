package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import dev.muster.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster queue ...} of the built distribution, before, beside and after a master. */
final class QueueToolsIT {

    private final Path record;

    QueueToolsIT(@TempDir Path record) {
        this.record = record;
    }

    @Test
    void jobsArePutLookedAtAndTakenOutWithAndWithoutAMaster() {
        try (Fleet fleet = fleet()) {
            String first = put(fleet, "1");
            String second = put(fleet, "2");
            String late = put(fleet, "3", "--delay", "1h");
            assertThat(fleet.muster("queue", "peek", "jobs").succeeded().out())
                    .containsPattern("(?s)" + first + " +READY.*" + second + " +READY.*" + late + " +DELAYED");
            fleet.muster("queue", "remove", "jobs", second).succeeded();
            assertThat(count(fleet, "ready")).isEqualTo(1);

            fleet.run().awaitReady(1);
            fleet.await("job 1 is done", status -> status.queue("jobs").done() == 2);
            String fourth = put(fleet, "4");
            Await.within(Fleet.PATIENCE, "job 4 to be done", () -> lines().contains("end 4 0"));
            Result again = fleet.muster("queue", "remove", "jobs", fourth).endedWith(1);
            assertThat(again.err()).contains("queue jobs has no job " + fourth);
            fleet.muster("queue", "bury", "jobs", late, "--why", "wrong day").succeeded();
            assertThat(fleet.status().queue("jobs").dead()).isEqualTo(1);
            fleet.muster("shutdown").succeeded();
            fleet.awaitEnd();

            assertThat(fleet.muster("queue", "dead", "jobs").succeeded().out()).contains(late, "wrong day");
            fleet.muster("queue", "retry", "jobs", late).succeeded();
            assertThat(fleet.muster("queue", "export", "jobs").succeeded().out())
                    .contains("\"id\":\"" + late + "\"", "\"state\":\"READY\"", "\"payload\":3}");
            fleet.muster("queue", "purge", "jobs").endedWith(2);
            fleet.muster("queue", "purge", "jobs", "--yes").succeeded();
            assertThat(count(fleet, "ready")).isZero();
            assertThat(lines()).containsExactlyInAnyOrder("start 1 0", "end 1 0", "start 4 0", "end 4 0");
        }
    }

    @Test
    void whatTheCommandsSayOnStderrIsForPeopleOnly() {
        try (Fleet fleet = fleet()) {
            for (String[] command : new String[][] {
                {"queue", "put", "jobs", "1"},
                {"queue", "peek", "jobs", "--json"},
                {"queue", "export", "jobs"},
                {"queue", "dead", "jobs"},
                {"queue", "stats", "jobs"},
                {"queue", "ls"}
            }) {
                assertThat(fleet.muster(command).succeeded().err())
                        .as("%s", List.of(command))
                        .isEmpty();
            }
            Result unknown = fleet.muster("queue", "stats", "jbos").endedWith(4);
            assertThat(unknown.err()).contains("did you mean `jobs`?");
            fleet.muster("queue", "put", "jobs", "{oops}").endedWith(2);
        }
    }

    @Test
    @DisplayName("Q49 a forgotten pause outlives the master, is shown, and ends at its time")
    void aPauseOutlivesTheMaster() {
        try (Fleet fleet = fleet()) {
            fleet.muster("queue", "pause", "jobs", "--for", "1h").succeeded();
            put(fleet, "1");
            fleet.run().awaitReady(1);
            fleet.muster("shutdown").succeeded();
            fleet.awaitEnd();
            fleet.run().awaitReady(1);
            assertThat(fleet.muster("status").succeeded().out()).contains("PAUSED", " for 59m");
            assertThat(fleet.status().queue("jobs").ready()).isEqualTo(1);
            assertThat(lines()).isEmpty();

            fleet.muster("queue", "pause", "jobs", "--for", "1s").succeeded();
            fleet.await("the job is done", status -> status.queue("jobs").done() == 1);
            assertThat(fleet.muster("status").succeeded().out()).doesNotContain("PAUSED");
        }
    }

    @Test
    @DisplayName(
            "Q23 a job that no handler knows is put aside; tried again after the deploy of one that does, it is done")
    void aJobWithoutAHandlerIsKickedAfterTheDeploy() {
        try (Fleet fleet = fleet()) {
            fleet.run().awaitReady(1);
            String id = put(fleet, "7", "--type", "bill");
            fleet.await("the job is put aside", status -> status.queue("jobs").dead() == 1);
            assertThat(fleet.muster("queue", "dead", "jobs").succeeded().out()).contains(id, "bill", "recorder.1");
            assertThat(lines()).isEmpty();

            fleet.configure(configuration("Biller"));
            fleet.muster("apply").succeeded();
            fleet.muster("queue", "retry", "jobs", id).succeeded();
            fleet.await("the job is done", status -> status.queue("jobs").done() == 1);
            assertThat(lines()).containsExactly("bill 7 1");
            assertThat(fleet.status().queue("jobs").dead()).isZero();
        }
    }

    private static String put(Fleet fleet, String... arguments) {
        return fleet.muster(Stream.concat(Stream.of("queue", "put", "jobs"), Stream.of(arguments))
                        .toArray(String[]::new))
                .succeeded()
                .out()
                .strip();
    }

    private static long count(Fleet fleet, String figure) {
        Map<String, @Nullable Object> stats = Json.parseObject(
                fleet.muster("queue", "stats", "jobs", "--json").succeeded().out());
        return stats.get(figure) instanceof Number number ? number.longValue() : -1;
    }

    private Fleet fleet() {
        return Fleet.of(configuration("Recorder"));
    }

    private String configuration(String main) {
        return """
                muster {
                  queues.jobs {}
                  defaults.service.classpath = ["@classes@"]
                  services.recorder {
                    main = dev.muster.acceptance.workers.%s
                    queues.in = jobs, settings.record = "%s"
                  }
                }
                """
                .formatted(main, record);
    }

    private List<String> lines() {
        try (Stream<Path> files = Files.list(record)) {
            return files.flatMap(QueueToolsIT::linesOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
