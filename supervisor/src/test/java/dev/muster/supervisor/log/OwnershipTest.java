package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipTest {

    private static final WorkerId FIRST = new WorkerId("printer", 1);
    private static final WorkerId SECOND = new WorkerId("printer", 2);

    private Path directory;
    private Sinks sinks;

    @BeforeEach
    void makeDirectory(@TempDir Path temporary) {
        directory = temporary;
        sinks = new Sinks(event -> {}, InstantSource.system());
    }

    @AfterEach
    void closeSinks() {
        sinks.close();
    }

    @Test
    @DisplayName("S73 a second writer of the same log is refused, until the first one is closed")
    void oneWriterForALog() {
        Sink owner = sinks.open(FIRST, Policies.raw(), directory);
        Sinks others = new Sinks(event -> {}, InstantSource.system());

        assertThatThrownBy(() -> others.open(FIRST, Policies.raw(), directory))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("printer.1.log is written by this process already");
        others.open(SECOND, Policies.raw(), directory).close();

        owner.close();
        assertThatCode(() -> others.open(FIRST, Policies.raw(), directory)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("S73 another process keeps its log, even after readers of it have come and gone; its death frees it")
    void ownershipHoldsBetweenProcesses() throws Exception {
        Process other = JavaChild.start(HoldLog.class, directory.toString());
        try {
            assertThat(other.getInputStream().read()).isEqualTo('+');

            assertThatThrownBy(() -> sinks.open(FIRST, Policies.raw(), directory))
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("is written by another process already");
            sinks.open(SECOND, Policies.raw(), directory).close();
        } finally {
            other.destroyForcibly().waitFor();
        }
        sinks.open(FIRST, Policies.raw(), directory).close();
    }

    @Test
    @DisplayName(
            "S73 two workers with the same file as their target: the second is refused, by whatever name it calls it")
    void oneWriterForATargetFile() throws IOException {
        Path target = directory.resolve("all.log");
        Path alias = Files.createSymbolicLink(directory.resolve("alias"), target);
        Sink owner = sinks.open(FIRST, Policies.target(target.toString()), directory);

        assertThatThrownBy(() -> sinks.open(SECOND, Policies.target(alias.toString()), directory))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("alias is written by another worker already");

        owner.close();
        assertThatCode(() -> sinks.open(SECOND, Policies.target(alias.toString()), directory))
                .doesNotThrowAnyException();
    }

    @Test
    void devicesMayBeShared() {
        sinks.open(FIRST, Policies.target("/dev/null"), directory);

        assertThatCode(() -> sinks.open(SECOND, Policies.target("/dev/null"), directory))
                .doesNotThrowAnyException();
    }

    /** The other process: owns printer.1's log, lets somebody read it, says so, and stays. */
    static final class HoldLog {

        private HoldLog() {}

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            new Sinks(event -> {}, InstantSource.system()).open(FIRST, Policies.raw(), directory);
            Files.readAllBytes(directory.resolve("printer.1.log"));
            System.out.print('+');
            System.out.flush();
            int unused = System.in.read();
        }
    }
}
