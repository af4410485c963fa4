package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the master while it reads, writes, rotates and compresses, with a worker that goes on. */
@Timeout(120)
class KilledMasterIT {

    private static final WorkerId WORKER = new WorkerId("printer", 1);
    private static final int KILLS = 12;

    @Test
    @DisplayName(
            "S69 S76 kill -9 of the master, again and again: of a worker's numbered lines none is lost, doubled or torn")
    void noLineIsLostWhenTheMasterIsKilled(@TempDir Path home) throws Exception {
        Random random = new Random(7);
        Process master = JavaChild.start(Master.class, home.toString());
        assertThat(master.getInputStream().read()).isEqualTo('+');
        Path stop = home.resolve("stop");
        Process worker = Shell.run(
                new WorkerOutput(WORKER, home.resolve("fifo/printer.1.out"), home.resolve("fifo/printer.1.err")),
                // Some lines one by one, some as fast as they are taken.
                "i=0; while [ ! -e " + stop + " ]; do"
                        + " if [ $((i % 40000)) = 0 ]; then seq -f 'line %.0f' $i $((i+39900)); i=$((i+39901));"
                        + " else echo line $i; i=$((i+1)); fi; done; echo end $i");
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                awaitGrowth(home, random.nextInt(100_000));
                master.destroyForcibly().waitFor();
                master = JavaChild.start(Master.class, home.toString());
                assertThat(master.getInputStream().read()).isEqualTo('+');
            }
            Files.createFile(stop);
            // A pipe that nobody holds open is empty: the last master must outlive the worker.
            Await.until("the last line", () -> lastWords(home).startsWith("end"));
        } finally {
            worker.destroyForcibly().waitFor();
            master.destroyForcibly().waitFor();
        }
        // Clears away what the last kill has left half compressed.
        open(home).close();
        assertNumbered(home.resolve("logs"));
    }

    private static void awaitGrowth(Path home, long bytes) {
        long before = newest(home);
        Path live = home.resolve("logs/printer.1.log");
        Await.until("growth", () -> newest(home) > before && live.toFile().length() >= bytes);
    }

    /** The number of the newest rotated file. */
    private static long newest(Path home) {
        long newest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home.resolve("logs"))) {
            for (Path file : files) {
                newest = Math.max(
                        newest,
                        Generation.parse(file.getFileName().toString())
                                .map(Generation::number)
                                .orElse(0L));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return newest;
    }

    private static String lastWords(Path home) {
        try {
            List<String> lines = linesOf(home.resolve("logs/printer.1.log"));
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        } catch (IOException rotating) {
            return "";
        }
    }

    private static void assertNumbered(Path logs) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> rotated = Files.newDirectoryStream(logs, "printer.1.log.*")) {
            rotated.forEach(files::add);
        }
        files.sort(null);
        files.add(logs.resolve("printer.1.log"));
        int next = 0;
        String end = "";
        for (Path file : files) {
            for (String line : linesOf(file)) {
                if (line.startsWith("end")) {
                    end = line;
                } else {
                    assertThat(line).as(file.toString()).isEqualTo("line " + next);
                    next++;
                }
            }
        }
        assertThat(end).isEqualTo("end " + next);
        assertThat(files).hasSizeGreaterThan(KILLS);
    }

    private static List<String> linesOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return new String(plain.readAllBytes(), UTF_8).lines().toList();
        }
    }

    private static OutputPump open(Path home) {
        LogPolicy policy = Policies.rotating(500_000, 100_000, true, 1L << 40);
        OutputPump pump = OutputPump.start(event -> {}, InstantSource.system());
        WorkerOutput unused = pump.open(WORKER, policy, home.resolve("logs"), home.resolve("fifo"));
        return pump;
    }

    /** The master that is killed. */
    static final class Master {

        private Master() {}

        public static void main(String[] args) throws IOException {
            OutputPump unused = open(Path.of(args[0]));
            System.out.print('+');
            System.out.flush();
            int unusedByte = System.in.read();
        }
    }
}
