package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The master makes archives of its workers' classes, and their next lives begin from them. */
final class ClassArchiveIT {

    /** Several JVMs run one after the other, at a lower priority. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String CONFIGURATION =
            """
            muster.services {
              listed  { main = dev.muster.examples.Producer, classpath = ["%s"], queues.out = numbers, heap = 64m }
              without { main = dev.muster.examples.Producer, queues.out = numbers, heap = 64m, start.archive = off }
            }
            muster.queues.numbers {}
            """;

    @Test
    void secondLifeBeginsFromTheArchiveAndAnotherJarGetsAnother() throws IOException {
        Path jar = Files.createTempFile("examples", ".jar");
        try (Fleet fleet = Fleet.of(CONFIGURATION.formatted(jar))) {
            Files.copy(
                    Distribution.built().examples().resolve("muster-examples.jar"),
                    jar,
                    StandardCopyOption.REPLACE_EXISTING);
            fleet.runBy(
                    "env",
                    "MUSTER_JVM_OPTIONS=-Dmuster.archive.after-ms=500",
                    Distribution.built().command().toString(),
                    "run");
            fleet.awaitReady(2);
            assertThat(archivesOf(fleet, "listed.1")).isEmpty();
            Path first = awaitArchive(fleet, 1);

            fleet.muster("restart", "listed", "without").succeeded();
            fleet.awaitWorker("listed.1", worker -> worker.isReady() && worker.incarnation() == 2);

            assertThat(archivesOf(fleet, "listed.1")).containsExactly(first.toString());
            assertThat(archivesOf(fleet, "without.1")).isEmpty();

            Files.setLastModifiedTime(jar, FileTime.fromMillis(0)); // as of another version
            fleet.muster("restart", "listed").succeeded();
            assertThat(archivesOf(fleet, "listed.1")).isEmpty();
            Path second = awaitArchive(fleet, 2);
            fleet.muster("restart", "listed").succeeded();

            assertThat(archivesOf(fleet, "listed.1"))
                    .containsExactly(second.toString())
                    .doesNotContain(first.toString());
            assertThat(fleet.log("listed.1")).noneMatch(line -> line.contains("[warning]"));
            assertThat(fleet.masterLog()).noneMatch(line -> line.contains("no archive of its classes"));
        } finally {
            Files.delete(jar);
        }
    }

    /** Waits for that many, and names the youngest. */
    private static Path awaitArchive(Fleet fleet, int count) {
        Await.within(PATIENCE, count + " archives", () -> archives(fleet).size() == count);
        return archives(fleet).get(0);
    }

    private static List<Path> archives(Fleet fleet) {
        try (Stream<Path> files = Files.list(fleet.home().resolve("state/archives"))) {
            return files.filter(file -> file.toString().matches(".*\\.(jsa|aot)"))
                    .sorted((a, b) ->
                            Long.compare(b.toFile().lastModified(), a.toFile().lastModified()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archives of ours that a worker has mapped. */
    private static Set<String> archivesOf(Fleet fleet, String worker) throws IOException {
        int pid = fleet.awaitWorker(worker, Status.Worker::isReady)
                .worker(worker)
                .process()
                .pid();
        return Files.readAllLines(Path.of("/proc/" + pid + "/maps")).stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(file -> file.contains("/state/archives/"))
                .collect(Collectors.toSet());
    }
}
