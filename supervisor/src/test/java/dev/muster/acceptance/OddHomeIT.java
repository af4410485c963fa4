package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Homes whose names are more than letters: every file, socket and queue in them is found by everybody. */
final class OddHomeIT {

    private final Path directory;

    OddHomeIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"my home", "100% a%20b+c", "why? #1 & [2]", "J\u00f6rg M\u00fcller"})
    void everythingIsFoundInAnOddHome(String name) throws IOException {
        String encoding = System.getProperty("sun.jnu.encoding", "");
        assumeTrue(Charset.forName(encoding).newEncoder().canEncode(name), "no such file names in " + encoding);
        Path record = Files.createDirectory(directory.resolve("record"));
        try (Fleet fleet = Fleet.at(Files.createDirectory(directory.resolve(name)), configuration(record))) {
            fleet.muster("queue", "put", "jobs", "1").succeeded();
            fleet.run().awaitReady(1);
            fleet.await("the job is done", status -> status.queue("jobs").done() == 1);
            assertThat(Files.readAllLines(record.resolve("recorder.1"))).containsExactly("start 1 0", "end 1 0");
            assertThat(fleet.home().resolve("state/queues/jobs/control")).exists();
            assertThat(fleet.muster("queue", "verify", "jobs").succeeded().err())
                    .isEmpty();

            Proc worker = fleet.status().worker("recorder.1").process();
            worker.signal("SEGV");
            Path report = fleet.home().resolve("logs/recorder.1.hs_err_" + worker.pid() + ".log");
            Await.within(Fleet.PATIENCE, "the report of the crash", () -> Files.exists(report));
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.awaitEnd()).isZero();
            assertThat(fleet.masterLog()).isNotEmpty();
        }
    }

    private static String configuration(Path record) {
        return """
                muster {
                  queues.jobs {}
                  services.recorder {
                    main = dev.muster.acceptance.workers.Recorder
                    classpath = ["@classes@"]
                    queues.in = jobs
                    settings.record = "%s"
                  }
                }
                """
                .formatted(record);
    }
}
