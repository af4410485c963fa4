package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);

    private final List<OutputEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Path logs;
    private Sinks sinks;

    @BeforeEach
    void makeDirectory(@TempDir Path directory) {
        logs = directory.resolve("logs");
        sinks = new Sinks(events::add, () -> now);
    }

    @AfterEach
    void closeSinks() {
        sinks.close();
    }

    @Test
    @DisplayName(
            "S69 under load no line is lost or doubled, none is torn by a rotation, and all files together obey the cap")
    void rotationLosesNothingAndObeysTheCap() throws IOException {
        Sink sink = open(Policies.rotating(10_000, 1000, false, 1 << 30));
        Random random = new Random(1);
        int line = 0;
        while (sink.rotations() < 100) {
            StringBuilder block = new StringBuilder();
            for (int i = random.nextInt(600); i >= 0; i--) {
                block.append("line ").append(line++).append('\n');
            }
            write(sink, block.toString());
            assertThat(Files.size(live())).isLessThanOrEqualTo(10_000);
        }
        sink.close();

        assertThat(allLines()).isEqualTo(numbered(0, line));
    }

    @Test
    @DisplayName("S69 the total cap holds at every moment, with the compressed copy beside its original")
    void theTotalIsCapped() throws IOException {
        Sink sink = open(Policies.rotating(10_000, 1000, true, 50_000));
        Random random = new Random(2);
        for (int i = 0; i < 3000; i++) {
            write(sink, Long.toHexString(random.nextLong()).repeat(8) + "\n");
            assertThat(totalSize()).isLessThanOrEqualTo(50_000);
        }
        assertThat(sink.rotations()).isGreaterThan(20);
    }

    @Test
    void onlySoManyRotatedFilesAreKept() throws IOException {
        Sink sink = open(Policies.rotating(100, 3, false, 1 << 30));
        for (int i = 0; i < 100; i++) {
            write(sink, "a line of text number " + i + "\n");
        }

        assertThat(files()).hasSize(4);
        assertThat(allLines()).endsWith("a line of text number 98", "a line of text number 99");
    }

    @Test
    @DisplayName("S69 rotated files are compressed, and hold the same lines")
    void rotatedFilesAreCompressed() throws IOException {
        Sink sink = open(Policies.rotating(10_000, 100, true, 1 << 30));
        for (int i = 0; i < 5000; i++) {
            write(sink, "line " + i + "\n");
        }
        Await.until("compression", () -> plainRotated().isEmpty());

        assertThat(allLines()).isEqualTo(numbered(0, 5000));
        assertThat(files()).filteredOn(name -> name.endsWith(".gz")).hasSize((int) sink.rotations());
    }

    @Test
    @DisplayName("S69 a crash between moving the full file away and creating the next one costs nothing")
    void crashAfterTheMove() throws IOException {
        Files.createDirectories(logs);
        Files.writeString(logs.resolve("printer.1.log.000001"), "line 0\nline 1\n");

        Sink sink = open(Policies.rotating(10_000, 100, false, 1 << 30));
        write(sink, "line 2\n");

        assertThat(allLines()).isEqualTo(numbered(0, 3));
    }

    @Test
    @DisplayName(
            "S69 a crash while compressing leaves a half-written file that is removed, and the original is compressed")
    void crashWhileCompressing() throws IOException {
        Files.createDirectories(logs);
        Files.writeString(logs.resolve("printer.1.log.000001"), "line 0\n");
        Files.writeString(logs.resolve("printer.1.log.000001.gz.tmp"), "half");
        Files.writeString(live(), "line 1\n");

        open(Policies.rotating(10_000, 100, true, 1 << 30));
        Await.until("compression", () -> plainRotated().isEmpty());

        assertThat(files()).containsExactly("printer.1.log", "printer.1.log.000001.gz");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(logs.resolve("printer.1.log.000001.gz"))))
                .isEqualTo("rw-r-----");
        assertThat(allLines()).isEqualTo(numbered(0, 2));
    }

    @Test
    @DisplayName("S69 a crash after compressing and before deleting the original doubles no line")
    void crashAfterCompressing() throws IOException {
        Sink first = open(Policies.rotating(10, 100, true, 1 << 30));
        write(first, "line 0\nline 1\n");
        Await.until("compression", () -> plainRotated().isEmpty());
        first.close();
        Files.writeString(logs.resolve("printer.1.log.000001"), "line 0\n");

        open(Policies.rotating(10_000, 100, false, 1 << 30));

        assertThat(allLines()).isEqualTo(numbered(0, 2));
    }

    @Test
    void numbersGoOnAfterARestart() throws IOException {
        Files.createDirectories(logs);
        Files.writeString(logs.resolve("printer.1.log.000041.gz"), "");
        Files.writeString(logs.resolve("printer.10.log.000077"), "another worker's");
        Sink sink = open(Policies.rotating(10, 100, false, 1 << 30));

        write(sink, "line 0\nline 1\n");

        assertThat(files()).contains("printer.1.log.000042").doesNotContain("printer.1.log.000078");
    }

    @Test
    void anOldFileIsRotatedWhenTheNextLineComes() throws IOException {
        LogPolicy daily =
                new LogPolicy(LogPolicy.Format.RAW, Optional.empty(), 1 << 20, Duration.ofDays(1), 10, false, 1 << 30);
        Sink sink = open(daily);
        write(sink, "line 0\n");
        now = now.plus(Duration.ofHours(23));
        write(sink, "line 1\n");
        assertThat(sink.rotations()).isZero();

        now = now.plus(Duration.ofHours(1));
        write(sink, "line 2\n");

        assertThat(Files.readString(live())).isEqualTo("line 2\n");
        assertThat(allLines()).isEqualTo(numbered(0, 3));
    }

    @Test
    void aLineLongerThanTheMaximumHasAFileOfItsOwn() throws IOException {
        Sink sink = open(Policies.rotating(100, 100, false, 1 << 30));

        write(sink, "short\n" + "x".repeat(500) + "\nshort\n");

        assertThat(Files.size(logs.resolve("printer.1.log.000002"))).isEqualTo(501);
        assertThat(allLines()).containsExactly("short", "x".repeat(500), "short");
    }

    @Test
    void existingContentIsAppendedTo() throws IOException {
        Files.createDirectories(logs);
        Files.writeString(live(), "line 0\n");

        write(open(Policies.raw()), "line 1\n");

        assertThat(allLines()).isEqualTo(numbered(0, 2));
    }

    private Sink open(LogPolicy policy) {
        return sinks.open(WORKER, policy, logs);
    }

    private static void write(Sink sink, String text) {
        sink.write(ByteBuffer.wrap(text.getBytes(UTF_8)), Origin.MEMORY);
    }

    private Path live() {
        return logs.resolve("printer.1.log");
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(logs)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> plainRotated() {
        try {
            return files().stream()
                    .filter(name -> name.matches(".*\\d") || name.endsWith(".tmp"))
                    .toList();
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private long totalSize() throws IOException {
        long total = 0;
        for (String name : files()) {
            total += sizeIfThere(logs.resolve(name));
        }
        return total;
    }

    private static long sizeIfThere(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException compressedMeanwhile) {
            return 0;
        }
    }

    /** Rotated files in the order of their numbers, then the live one. */
    private List<String> allLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : files()) {
            if (!name.equals("printer.1.log") && name.startsWith("printer.1.")) {
                lines.addAll(linesOf(logs.resolve(name)));
            }
        }
        if (Files.exists(live())) {
            lines.addAll(linesOf(live()));
        }
        return lines;
    }

    private static List<String> linesOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return new String(plain.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
