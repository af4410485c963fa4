package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Oom;
import dev.muster.supervisor.spec.Attributes;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObituaryTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);

    private final Path directory;
    private final HeapDumps dumps;

    ObituaryTest(@TempDir Path logs) throws IOException {
        Home home = new Home(logs, logs, logs, logs, logs);
        directory = Files.createDirectories(HeapDumps.directory(home));
        dumps = new HeapDumps(home);
    }

    @Test
    void exitByItselfIsNoLackOfMemory() {
        assertThat(obituary("goodbye")).isEmpty();
    }

    @Test
    void whatTheJvmSaysOfItsEndIsBelieved() {
        assertThat(obituary(
                        "java.lang.OutOfMemoryError: Metaspace",
                        "Dumping heap to /var/tmp/my own.hprof ...",
                        "Heap dump file created [1 bytes in 0.1 secs]",
                        "Terminating due to java.lang.OutOfMemoryError: Metaspace"))
                .contains(new Oom(Oom.By.JVM, "Metaspace", "/var/tmp/my own.hprof"));
    }

    @Test
    void heapDumpOfThisLifeIsEvidenceAndGetsTheNameOfTheWorker() throws IOException {
        Files.createFile(directory.resolve("java_pid4711.hprof"));

        assertThat(obituary())
                .map(Oom::text)
                .contains("out of memory (Java heap); heap dump: " + directory.resolve("printer.1-7-4711.hprof"));
        assertThat(directory.resolve("printer.1-7-4711.hprof")).exists();
    }

    @Test
    void onlyTheNewestDumpsAreKept() throws IOException {
        for (int age = 1; age <= HeapDumps.KEPT; age++) {
            Path old = Files.createFile(directory.resolve("printer.2-" + age + "-1.hprof"));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(60L * age)));
        }
        Files.createFile(directory.resolve("java_pid4711.hprof"));

        obituary();

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .hasSize(HeapDumps.KEPT)
                    .contains("printer.1-7-4711.hprof")
                    .doesNotContain("printer.2-5-1.hprof");
        }
    }

    @Test
    void onlyAJvmThatMayHaveDecidedSoIsAskedAbout() {
        Program jvm =
                new Program.MainClass("A", List.of(), new Program.Jvm(Optional.empty(), List.of(), Optional.empty()));
        Program sleep = new Program.Command(List.of("sleep"));

        assertThat(Obituary.isDue(jvm, ExitStatus.exited(3))).isTrue();
        assertThat(Obituary.isDue(jvm, ExitStatus.unknown())).isTrue();
        assertThat(Obituary.isDue(jvm, ExitStatus.signalled(9))).isFalse();
        assertThat(Obituary.isDue(jvm, ExitStatus.exited(0))).isFalse();
        assertThat(Obituary.isDue(sleep, ExitStatus.exited(3))).isFalse();
    }

    @Test
    void optionsOfTheServiceWin() {
        assertThat(dumps.options(List.of("-Xss1m"), Attributes.NONE))
                .containsExactly(
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:+HeapDumpOnOutOfMemoryError",
                        "-XX:HeapDumpPath=" + directory);
        assertThat(dumps.options(List.of("-XX:-ExitOnOutOfMemoryError", "-XX:HeapDumpPath=/x"), Attributes.NONE))
                .isEmpty();
        assertThat(dumps.options(
                        List.of("-XX:OnOutOfMemoryError=kill -9 %p", "-XX:-HeapDumpOnOutOfMemoryError"),
                        Attributes.NONE))
                .isEmpty();
    }

    @Test
    void whoCannotEnterTheDirectoryLeavesNoDump() {
        assertThat(dumps.options(List.of(), Attributes.of(Optional.of("daemon"))))
                .containsExactly("-XX:+ExitOnOutOfMemoryError");
    }

    private Optional<Oom> obituary(String... lastWords) {
        return new Obituary(dumps, (worker, from, until) -> List.of(lastWords)).of(WORKER, 7, 4711, Instant.EPOCH);
    }
}
