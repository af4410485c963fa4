package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Sandbox;
import dev.muster.wire.WorkerEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told where the master's socket for workers is. */
final class WorkerLaunchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            main = a.B                                                  | true
            main = a.B, start.ready { tcp = 80 }                        | true
            jar = a.jar                                                 | true
            command = [java, -jar, a.jar]                               | false
            command = [java, -jar, a.jar], start.ready = sdk            | true
            """)
    void programThatMayJoinKnowsTheSocket(String keys, boolean knows, @TempDir Path directory) throws Exception {
        Files.createFile(directory.resolve("a.jar"));
        ServiceSpec service = new Sandbox(directory)
                .load("muster { services { a { " + keys + " } } }")
                .service("a")
                .orElseThrow();
        Home home = new Home(
                directory.resolve("muster.conf"),
                directory.resolve("state"),
                directory.resolve("run"),
                directory.resolve("logs"),
                directory);
        assertThat(new WorkerLaunch(home).environment(new WorkerId("a", 1), 1, service))
                .satisfies(variables -> assertThat(variables.containsKey(WorkerEnvironment.SOCKET))
                        .isEqualTo(knows));
    }
}
