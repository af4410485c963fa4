package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FloodIT {

    private static final WorkerId WORKER = new WorkerId("printer", 1);
    private static final String OUT = "out".repeat(21);
    private static final String ERR = "err".repeat(21);
    private static final long BYTES = 96L << 20;

    @Test
    @DisplayName(
            "S68 a flood on both streams, with a follower that hangs: memory stays bounded, no line is lost or torn")
    void memoryStaysBoundedInAFlood(@TempDir Path home) throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        OutputPump pump = OutputPump.start(event -> {}, InstantSource.system());
        try (Subscription stuck = pump.subscribe(any -> true, line -> waitFor(hang))) {
            WorkerOutput output = pump.open(WORKER, Policies.raw(), home.resolve("logs"), home.resolve("fifo"));
            Process flood = Shell.run(
                    output,
                    "yes " + OUT + " | head -c " + BYTES + " & yes " + ERR + " | head -c " + BYTES + " >&2; wait");

            long most = 0;
            while (flood.isAlive()) {
                most = Math.max(most, pump.bufferedBytes());
                LockSupport.parkNanos(1_000_000);
            }
            pump.drained(WORKER).get(60, TimeUnit.SECONDS);

            assertThat(most).isLessThan(12L << 20);
            assertThat(stuck.dropped()).isPositive();
            OutputCounts counts = pump.counts(WORKER).orElseThrow();
            assertThat(counts).isEqualTo(new OutputCounts(2 * BYTES, counts.rotations(), 0));
        } finally {
            hang.countDown();
            pump.close();
        }
        assertThat(countLines(home.resolve("logs"), OUT)).isEqualTo(BYTES / 64);
        assertThat(countLines(home.resolve("logs"), ERR)).isEqualTo(BYTES / 64);
    }

    private static long countLines(Path logs, String wanted) throws IOException {
        long found = 0;
        try (var files = Files.newDirectoryStream(logs, "printer*")) {
            for (Path file : files) {
                try (BufferedReader lines = Files.newBufferedReader(file)) {
                    found += lines.lines().filter(wanted::equals).count();
                }
            }
        }
        return found;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
