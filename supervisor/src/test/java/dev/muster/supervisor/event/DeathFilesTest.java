package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How workers died, on disk: the last hundred of each, whatever its neighbours do. */
final class DeathFilesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Path directory;

    DeathFilesTest(@TempDir Path temp) {
        directory = temp.resolve("history");
    }

    private static void die(DeathFiles files, String worker, int second) throws IOException {
        files.append(
                worker, Map.of("at", NOON.plusSeconds(second).toString(), "worker", worker, "incarnation", second));
    }

    private List<Integer> lives(String name, int most) throws IOException {
        return DeathFiles.newest(directory, Set.of(name), most).stream()
                .map(death -> (Integer) death.get("incarnation"))
                .toList();
    }

    @Test
    void aWorkerThatDiesAllTheTimePushesNobodyElseOut() throws IOException {
        DeathFiles files = new DeathFiles(directory);
        die(files, "producer.1", 1);
        for (int i = 1; i <= 1000; i++) {
            die(files, "printer.1", i);
        }
        assertThat(lives("producer.1", 100)).containsExactly(1);
        assertThat(lives("printer.1", 100))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(901, 1000).boxed().toList());
        assertThat(Files.readAllLines(directory.resolve("printer.1.jsonl"))).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void deathsOfAServiceAreThoseOfItsWorkersInTheOrderOfTime() throws IOException {
        DeathFiles files = new DeathFiles(directory);
        die(files, "printer.2", 1);
        die(files, "printer.1", 2);
        die(files, "producer.1", 3);
        die(files, "printer.2", 4);
        assertThat(lives("printer", 100)).containsExactly(1, 2, 4);
        assertThat(lives("printer", 2)).containsExactly(2, 4);
        assertThat(lives("print", 2)).isEmpty();
    }

    @Test
    void anotherMasterGoesOnAfterALineThatWasNotFinished() throws IOException {
        die(new DeathFiles(directory), "printer.1", 1);
        Files.writeString(directory.resolve("printer.1.jsonl"), "{\"at\":\"2026-", StandardOpenOption.APPEND);
        die(new DeathFiles(directory), "printer.1", 2);
        assertThat(lives("printer.1", 100)).containsExactly(1, 2);
    }
}
