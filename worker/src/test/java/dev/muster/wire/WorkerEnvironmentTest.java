package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkerEnvironmentTest {

    @Test
    void everyVariableIsSpelledOutAndComesBack() {
        WorkerEnvironment environment = new WorkerEnvironment(
                "image-resizer.12",
                7,
                Optional.of(Path.of("/run/muster/worker.sock")),
                "{\"interval\":\"1s\"}",
                Map.of("in", new QueueAddress("numbers", "chronicle:/var/lib/muster/queues/numbers?max-backlog=1")),
                Duration.ofSeconds(30),
                Duration.ofMillis(1500),
                Optional.of(Duration.ofSeconds(20)));
        assertThat(environment.variables())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "WATCHDOG_USEC", "20000000",
                        "MUSTER_WORKER", "image-resizer.12",
                        "MUSTER_SERVICE", "image-resizer",
                        "MUSTER_SLOT", "12",
                        "MUSTER_INCARNATION", "7",
                        "MUSTER_SOCKET", "/run/muster/worker.sock",
                        "MUSTER_SETTINGS", "{\"interval\":\"1s\"}",
                        "MUSTER_QUEUES",
                                "{\"in\":{\"name\":\"numbers\","
                                        + "\"url\":\"chronicle:/var/lib/muster/queues/numbers?max-backlog=1\"}}",
                        "MUSTER_GRACE_MS", "30000",
                        "MUSTER_KEEP_FOR_MS", "1500"));
        assertThat(WorkerEnvironment.read(environment.variables())).isEqualTo(environment);
    }

    @Test
    void workerStartedByHandNeedsNone() {
        assertThat(WorkerEnvironment.read(Map.of()))
                .isEqualTo(new WorkerEnvironment(
                        "worker.1",
                        1,
                        Optional.empty(),
                        "{}",
                        Map.of(),
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Optional.empty()));
    }

    @Test
    void variableThatCannotBeReadIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerEnvironment.read(Map.of("MUSTER_GRACE_MS", "30s")))
                .withMessage("MUSTER_GRACE_MS: not a whole number: 30s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerEnvironment.read(Map.of("MUSTER_QUEUES", "numbers")))
                .withMessageStartingWith("MUSTER_QUEUES: ");
    }
}
