package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How many megabytes a second the pump stores: four children that write lines of 100 bytes as fast as they can, for each
 * format. Run by hand; files go below the directory given (a tmpfs shows the pump, a disk shows the disk).
 */
final class OutputThroughput {

    private static final int WRITERS = 4;
    private static final long BYTES_EACH = 1L << 30;
    private static final String LINE = "0123456789".repeat(10).substring(1);

    private OutputThroughput() {}

    public static void main(String[] args) throws Exception {
        Path parent = Path.of(args[0]);
        for (LogPolicy.Format format : LogPolicy.Format.values()) {
            for (int round = 0; round < 2; round++) {
                Path home = Files.createTempDirectory(parent, "throughput");
                try {
                    measure(home, format);
                } finally {
                    delete(home);
                }
            }
        }
    }

    private static void measure(Path home, LogPolicy.Format format) throws Exception {
        try (OutputPump pump = OutputPump.start(event -> {}, InstantSource.system())) {
            List<Process> writers = new ArrayList<>();
            long begin = System.nanoTime();
            for (int slot = 1; slot <= WRITERS; slot++) {
                WorkerOutput output = pump.open(
                        new WorkerId("writer", slot), Policies.of(format), home.resolve("logs"), home.resolve("fifo"));
                writers.add(Shell.run(output, "yes " + LINE + " | head -c " + BYTES_EACH));
            }
            for (Process writer : writers) {
                writer.waitFor();
            }
            for (int slot = 1; slot <= WRITERS; slot++) {
                pump.drained(new WorkerId("writer", slot)).get(60, TimeUnit.SECONDS);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-4s %5.0f MB/s (%d writers, %.1f s)%n",
                    format.name().toLowerCase(Locale.ROOT),
                    WRITERS * BYTES_EACH / 1e6 / seconds,
                    WRITERS,
                    seconds);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
