package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code target = /dev/stdout}, in a process whose stdout is ours. */
@Timeout(120)
class DeviceTargetIT {

    private static final List<String> EXPECTED =
            IntStream.rangeClosed(1, 5000).mapToObj(Integer::toString).toList();

    @Test
    @DisplayName("S74 to a pipe, which cannot seek: every line once, in order, and no file is made or rotated")
    void stdoutIsAPipe(@TempDir Path home) throws Exception {
        Process master = JavaChild.start(Master.class, home.toString());

        assertThat(master.inputReader().lines()).isEqualTo(EXPECTED);
        assertThat(master.waitFor()).isZero();
        assertThat(home.resolve("logs")).doesNotExist();
    }

    @Test
    @DisplayName("S74 to a file that others have begun: appended to, not rotated although it is far beyond max-size")
    void stdoutIsAFile(@TempDir Path home) throws Exception {
        Path file = Files.writeString(home.resolve("all"), "before\n");
        Process master = new ProcessBuilder(JavaChild.command(Master.class, home.toString()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(master.waitFor()).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).isEqualTo("before");
        assertThat(lines.subList(1, lines.size())).isEqualTo(EXPECTED);
    }

    @Test
    @DisplayName("S74 somebody who does not read stdout holds up the worker that writes there, and nobody else")
    void anUnreadPipeHoldsUpItsOwnWorkersOnly(@TempDir Path home) throws Exception {
        Path target = home.resolve("unread");
        Fifo.create(target);
        OutputPump pump = OutputPump.start(event -> {}, InstantSource.system());
        WorkerId stuck = new WorkerId("stuck", 1);
        WorkerId free = new WorkerId("free", 1);
        Path fifos = home.resolve("fifo");
        Path logs = home.resolve("logs");
        WorkerOutput toPipe = pump.open(stuck, Policies.target(target.toString()), logs, fifos);
        WorkerOutput toFile = pump.open(free, Policies.raw(), logs, fifos);
        Process flood = Shell.run(toPipe, "yes 0123456789 | head -c 33000000");
        try {
            Shell.run(toFile, "seq 1 5000").waitFor();
            pump.drained(free).get(10, TimeUnit.SECONDS);
            assertThat(Files.readAllLines(logs.resolve("free.1.log"))).isEqualTo(EXPECTED);
            assertThat(flood.isAlive()).as("waits in its write").isTrue();
            assertThat(pump.counts(stuck).orElseThrow().bytes()).isLessThan(4 << 20);

            try (BufferedReader reader = Files.newBufferedReader(target)) {
                for (int line = 0; line < 3_000_000; line++) {
                    assertThat(reader.readLine()).isEqualTo("0123456789");
                }
            }
            assertThat(flood.waitFor()).isZero();
        } finally {
            Shell.end(flood);
            pump.close();
        }
    }

    /** Runs one worker that counts. */
    static final class Master {

        private Master() {}

        public static void main(String[] args) throws Exception {
            WorkerId worker = new WorkerId("printer", 1);
            Path home = Path.of(args[0]);
            LogPolicy policy = new LogPolicy(
                    LogPolicy.Format.RAW, Optional.of("/dev/stdout"), 100, Duration.ofNanos(1), 1, true, 200);
            try (OutputPump pump = OutputPump.start(event -> {}, InstantSource.system())) {
                WorkerOutput output = pump.open(worker, policy, home.resolve("logs"), home.resolve("fifo"));
                Shell.run(output, "seq 1 5000").waitFor();
                pump.drained(worker).get(10, TimeUnit.SECONDS);
            }
        }
    }
}
