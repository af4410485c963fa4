package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that its worker has begun and does not end, in a pipe of bounded size. */
class UnfinishedLineIT {
    private static final WorkerId WORKER = new WorkerId("printer", 1);
    private static final int MORE_THAN_A_PIPE = 2 << 20;

    @Test
    @DisplayName("S67 a write that finds an unfinished line in the pipe and does not fit is read all the same")
    void hugeWriteAfterAnUnfinishedLineIsRead(@TempDir Path home) throws Exception {
        Path gate = home.resolve("gate");
        try (OutputPump pump = OutputPump.start(event -> {}, InstantSource.system())) {
            WorkerOutput output = pump.open(WORKER, Policies.raw(), home.resolve("logs"), home.resolve("fifo"));
            Path log = home.resolve("logs").resolve("printer.1.log");
            Process child = Shell.run(
                    output,
                    "mkfifo " + gate + "; printf 'first\\nprogress: '; cat " + gate
                            + " > /dev/null; dd if=/dev/zero bs=" + MORE_THAN_A_PIPE + " count=1 2>/dev/null; echo");
            try {
                Await.until("the pump has left the unfinished line in the pipe", () -> size(log) == "first\n".length());
                Files.write(gate, new byte[] {1});
                assertThat(child.waitFor(20, TimeUnit.SECONDS))
                        .as("the child got its write through")
                        .isTrue();
            } finally {
                child.destroyForcibly();
            }
            pump.drained(WORKER).get(10, TimeUnit.SECONDS);
            assertThat(Files.size(log)).isEqualTo("first\nprogress: ".length() + MORE_THAN_A_PIPE + 1L);
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
