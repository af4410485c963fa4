package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code threads}, {@code heap}, {@code gc} and {@code jfr} of the built distribution, on one JVM and on what is none. */
final class JvmInsightIT {

    @Test
    void jvmIsLookedIntoAndNothingElseIsHarmed() throws IOException {
        try (Fleet fleet = Fleet.of(
                        """
                muster.services {
                  jvm { main = dev.muster.acceptance.workers.Heavy, classpath = ["@classes@"], heap = 32m }
                  cat { command = [sleep, 1000] }
                  failing { command = ["false"], restart.backoff { initial = 10m, max = 10m } }
                }
                """)
                .run()) {
            fleet.awaitWorker("jvm.1", Status.Worker::isReady);
            fleet.awaitWorker("failing.1", worker -> worker.phase().equals("BACKOFF"));

            assertThat(fleet.muster("threads", "jvm").succeeded().out())
                    .contains("Full thread dump")
                    .contains("\"main\"");
            assertThat(fleet.muster("gc", "jvm.1").succeeded().out())
                    .containsPattern("before +[0-9.]+[KMG] ")
                    .containsPattern("after +[0-9.]+[KMG] ");
            Path heap = file(fleet.muster("heap", "jvm").succeeded());
            assertThat(heap.getParent()).isEqualTo(fleet.home().resolve("logs"));
            assertThat(heap.getFileName().toString()).matches("jvm\\.1-1-\\d{8}T\\d{6}Z\\.hprof");
            assertThat(start(heap)).startsWith("JAVA PROFILE");
            Path recording = fleet.home().resolve("of mine.jfr");
            assertThat(file(fleet.muster("jfr", "jvm", "--for", "1s", recording.toString())
                            .succeeded()))
                    .isEqualTo(recording);
            assertThat(start(recording)).startsWith("FLR");

            assertThat(fleet.muster("threads", "cat").endedWith(1).err())
                    .containsPattern("cat.1#1 is no JVM but /\\S+");
            assertThat(fleet.muster("gc", "failing").endedWith(1).err())
                    .contains("failing.1 has no process: it is BACKOFF");
            Proc jvm = fleet.status().worker("jvm.1").process();
            jvm.signal("STOP");
            assertThat(fleet.muster("heap", "jvm").endedWith(124).err()).contains("jvm.1#1 is stopped (SIGSTOP)");
            jvm.signal("CONT");
            assertThat(fleet.status().worker("jvm.1").incarnation()).isEqualTo(1);
            assertThat(fleet.log("jvm.1")).noneMatch(line -> line.contains("Full thread dump"));
        }
    }

    private static Path file(Result result) {
        return Path.of(result.out().strip());
    }

    private static String start(Path file) throws IOException {
        return new String(Arrays.copyOf(Files.readAllBytes(file), 20), StandardCharsets.ISO_8859_1);
    }
}
