package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that come after others, from the configuration to the command line. */
final class DependenciesIT {

    private static final String FLEET =
            """
            muster.services {
              api { command = [sleep, 1000], after = [{ service = init, condition = completed }] }
              init { command = [sh, -c, "until [ -e %s ]; do sleep 0.05; done"], restart.when = never }
              broken { command = [sh, -c, "exit 3"], restart.when = never, start { ready = notify } }
              lost { command = [sleep, 1000], after = [broken] }
            }
            """;

    @Test
    @DisplayName(
            "S61 S62 who waits says what for, starts when it is there, and fails with the reason when it cannot come")
    void waitingIsToldAndEnds(@TempDir Path directory) throws IOException {
        Path order = directory.resolve("order");
        try (Fleet fleet = Fleet.of(FLEET.formatted(order)).run()) {
            fleet.awaitWorker("lost.1", worker -> worker.phase().equals("FAILED"));
            assertThat(fleet.status().worker("api.1").reason()).isEqualTo("waits for init to complete");

            Result hopeless = fleet.muster("start", "lost");
            assertThat(hopeless.exit()).isEqualTo(1);
            assertThat(hopeless.err())
                    .contains(
                            "lost.1: failed: waits for broken to be ready; broken.1 failed: exit 3 before it was ready");
            Result late = fleet.muster("wait", "api", "--for", "ready", "--timeout", "100ms");
            assertThat(late.exit()).isEqualTo(124);
            assertThat(late.err()).contains("api.1: still stopped: waits for init to complete after");

            Files.createFile(order);
            fleet.awaitWorker("api.1", Status.Worker::isReady);
            assertThat(fleet.status().worker("init.1").phase()).isEqualTo("STOPPED");
        }
    }
}
