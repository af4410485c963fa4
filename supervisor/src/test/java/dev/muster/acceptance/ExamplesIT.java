package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples as docs/examples.md starts them. */
final class ExamplesIT {
    private final Path examples = Distribution.built().examples();

    @Test
    void aProgramIsStartedFromItsJarAlone() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        examples.resolve("muster-examples.jar").toString(),
                        "executor",
                        "rejection",
                        "1")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("executed 18,").contains("rejected 2,");
    }

    @Test
    void theFleetsPrintAndSumAndGoOnAfterACrash() {
        // In one fleet, for the sake of time.
        try (Fleet fleet = Fleet.of(
                        included("pull.conf"),
                        included("processors.conf"),
                        included("resize.conf"),
                        "muster.services.summer { workers = 1, settings.count = 10 }")
                .run()) {
            awaitLine(fleet, "resizer.1", " resized 40 tiles to ");
            assertThat(fleet.log("resizer.1"))
                    .extracting(line -> line.replaceAll("^job [^ ]+ ", ""))
                    .containsSubsequence("begins at tile 0", "crashes at tile 20", "begins at tile 20");
            awaitLine(fleet, "summer.1", "and sum 0 is ");
            Await.within(Duration.ofMinutes(5), "a printer prints", () -> Stream.of("printer.1", "printer.2")
                    .flatMap(printer -> fleet.log(printer).stream())
                    .anyMatch(line -> line.endsWith("and I print 0")));
        }
    }

    private String included(String file) {
        return "include required(file(\"" + examples.resolve(file) + "\"))";
    }

    private static void awaitLine(Fleet fleet, String worker, String text) {
        Await.within(Duration.ofMinutes(5), worker + " says" + text, () -> fleet.log(worker).stream()
                .anyMatch(line -> line.contains(text)));
    }
}
