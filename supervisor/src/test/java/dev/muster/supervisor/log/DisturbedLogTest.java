package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to a log while it is written. */
class DisturbedLogTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);

    private final List<OutputEvent> events = new CopyOnWriteArrayList<>();
    private Path directory;
    private Path live;
    private Sinks sinks;
    private int next;

    @BeforeEach
    void makeDirectory(@TempDir Path temporary) {
        directory = temporary;
        live = temporary.resolve("printer.1.log");
        sinks = new Sinks(events::add, InstantSource.system());
    }

    @AfterEach
    void closeSinks() {
        sinks.close();
    }

    @Test
    @DisplayName("S70 a deleted log is begun again, and what went into the deleted file is counted as lost and told")
    void deletedLogIsBegunAgain() throws IOException {
        Sink sink = sinks.open(WORKER, Policies.raw(), directory);
        writeLine(sink);
        Files.delete(live);

        writeUntilToldOf(sink, OutputEvent.Kind.FILE_REPLACED);

        long kept = Files.readAllLines(live).size();
        assertThat(sink.lostBytes()).isEqualTo((next - kept) * "line 00000000\n".length());
        assertThat(events).hasSize(1);
        assertThat(events.get(0).lostBytes()).isEqualTo(sink.lostBytes());
    }

    @Test
    @DisplayName("S70 a renamed log (logrotate) is begun again without a loss")
    void renamedLogIsBegunAgain() throws IOException {
        Sink sink = sinks.open(WORKER, Policies.raw(), directory);
        writeLine(sink);
        Path moved = directory.resolve("moved");
        Files.move(live, moved);

        writeUntilToldOf(sink, OutputEvent.Kind.FILE_REPLACED);

        List<String> lines = new ArrayList<>(Files.readAllLines(moved));
        lines.addAll(Files.readAllLines(live));
        assertThat(lines).hasSize(next).doesNotHaveDuplicates();
        assertThat(sink.lostBytes()).isZero();
    }

    @Test
    @DisplayName("S70 a log that was cut to nothing (copytruncate) goes on at its beginning")
    void truncatedLogGoesOn() throws IOException {
        Sink sink = sinks.open(WORKER, Policies.raw(), directory);
        writeLine(sink);
        Files.write(live, new byte[0]);

        writeLine(sink);

        assertThat(Files.readString(live)).isEqualTo("line 00000001\n");
    }

    @Test
    @DisplayName("S70 a full device costs counted bytes and is told once, with path and cause")
    void fullDiskIsSurvived() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(target, Path.of("/dev/full"));
        Sink full = sinks.open(WORKER, Policies.target(target.toString()), directory);

        writeLine(full);
        writeLine(full);

        Await.until("both lines to fail", () -> full.lostBytes() > 14);
        assertThat(full.lostBytes()).isEqualTo(2L * "line 00000000\n".length());
        assertThat(events).hasSize(1);
        assertThat(events.get(0).kind()).isEqualTo(OutputEvent.Kind.WRITE_FAILED);
        assertThat(events.get(0).message()).contains(target.toString(), "No space left");
    }

    @Test
    @DisplayName(
            "S70 what stops on its way from pipe to file is counted to the byte, and the next line begins on one of its own")
    void aFloodThatStopsHalfWay() throws IOException {
        Sink sink = sinks.open(WORKER, Policies.raw(), directory);
        ByteBuffer moved = ByteBuffer.wrap("line\nli".getBytes(UTF_8));
        Origin stops = new Origin() {
            @Override
            public int moveTo(Fd file, int count) {
                return file.write(moved);
            }

            @Override
            public int unseen() {
                return 1000 - moved.position();
            }
        };

        sink.write(ByteBuffer.wrap("end\n".getBytes(UTF_8)), stops);
        sink.write(ByteBuffer.wrap("next\n".getBytes(UTF_8)), Origin.MEMORY);

        assertThat(directory.resolve("printer.1.log")).hasContent("line\nli\nnext\n");
        assertThat(sink.lostBytes()).isEqualTo(1000 + "end\n".length() - "line\nli".length());
        assertThat(events)
                .extracting(OutputEvent::kind)
                .containsExactly(OutputEvent.Kind.WRITE_FAILED, OutputEvent.Kind.WRITE_RESUMED);
    }

    @Test
    @DisplayName("S70 a directory that vanished is survived and written to again when it is back")
    void vanishedDirectoryIsSurvived() throws IOException {
        Path logs = directory.resolve("logs");
        Sink sink = sinks.open(WORKER, Policies.raw(), logs);
        Path away = directory.resolve("away");
        Files.move(logs, away);
        writeUntilToldOf(sink, OutputEvent.Kind.WRITE_FAILED);
        Files.createDirectory(logs);

        writeUntilToldOf(sink, OutputEvent.Kind.WRITE_RESUMED);

        int length = "line 00000000\n".length();
        List<String> stored = new ArrayList<>(Files.readAllLines(away.resolve("printer.1.log")));
        stored.addAll(Files.readAllLines(logs.resolve("printer.1.log")));
        assertThat(stored).doesNotHaveDuplicates();
        assertThat(sink.lostBytes()).isPositive().isEqualTo((long) (next - stored.size()) * length);
    }

    @Test
    void aSymbolicLinkInThePlaceOfTheLogIsRefused() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Files.createSymbolicLink(live, victim);

        assertThatThrownBy(() -> sinks.open(WORKER, Policies.raw(), directory))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("printer.1.log")
                .hasMessageContaining("not a regular file");
        assertThat(victim).hasContent("precious");
    }

    @Test
    void aLinkThatAppearsLaterIsNotFollowedEither() throws IOException {
        Sink sink = sinks.open(WORKER, Policies.raw(), directory);
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Files.delete(live);
        Files.createSymbolicLink(live, victim);

        writeUntilToldOf(sink, OutputEvent.Kind.WRITE_FAILED);

        assertThat(victim).hasContent("precious");
    }

    private void writeUntilToldOf(Sink sink, OutputEvent.Kind kind) {
        Await.until(kind.toString(), () -> {
            writeLine(sink);
            return events.stream().anyMatch(event -> event.kind() == kind);
        });
    }

    private void writeLine(Sink sink) {
        sink.write(ByteBuffer.wrap(String.format("line %08d%n", next++).getBytes(UTF_8)), Origin.MEMORY);
    }
}
