package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.LogPolicy.Format;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last lines, from the ring or back through the files; the pump is asked, and the test is the worker. */
class TailTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);
    private static final Optional<Instant> ALWAYS = Optional.empty();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now = START;
    private Path logs;
    private Path fifos;
    private OutputPump pump;

    @BeforeEach
    void startPump(@TempDir Path directory) throws Exception {
        logs = Files.createDirectory(directory.resolve("logs"));
        fifos = directory.resolve("fifo");
        pump = OutputPump.start(event -> {}, () -> now);
    }

    @AfterEach
    void stopPump() {
        pump.close();
    }

    @Test
    void recentLinesComeFromMemoryWithTimeAndStream() throws Exception {
        open(Policies.raw());
        write("out", "one\ntwo\n");
        write("err", "three\n");

        Tail tail = pump.tail(WORKER, ask(2, ALWAYS, false));

        assertThat(text(tail)).containsExactly("two", "three");
        assertThat(tail.complete()).isTrue();
        assertThat(tail.lines().get(1).stream()).isEqualTo(LogStream.ERR);
        assertThat(tail.lines().get(1).at()).contains(START);
    }

    @Test
    void olderLinesAreReadBackThroughLiveRotatedAndCompressedFiles() throws Exception {
        gzip("printer.1.log.000001.gz", lines(0, 1000));
        Files.writeString(logs.resolve("printer.1.log.000002"), lines(1000, 30_000));
        Files.writeString(logs.resolve("printer.1.log"), lines(30_000, 60_000));
        open(Policies.raw());
        write("out", lines(60_000, 60_010));

        assertThat(text(pump.tail(WORKER, ask(5, ALWAYS, false)))).isEqualTo(numbers(60_005, 60_010));
        assertThat(text(pump.tail(WORKER, ask(100, ALWAYS, false)))).isEqualTo(numbers(59_910, 60_010));
        assertThat(text(pump.tail(WORKER, ask(59_500, ALWAYS, false)))).isEqualTo(numbers(510, 60_010));
        Tail all = pump.tail(WORKER, ask(1_000_000, ALWAYS, false));
        assertThat(text(all)).isEqualTo(numbers(0, 60_010));
        assertThat(all.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 150_000, 500_000, 570_000})
    void answerEndsWithTheLineThatReachesItsBytesWhateverFileThatIsIn(int bytes) throws Exception {
        gzip("printer.1.log.000001.gz", lines(0, 30_000));
        gzip("printer.1.log.000002.gz", lines(30_000, 50_000));
        Files.writeString(logs.resolve("printer.1.log"), lines(50_000, 60_000));
        open(Policies.raw());
        Question bounded = new Question(Integer.MAX_VALUE, bytes, ALWAYS, false);

        List<String> answer = text(pump.tail(WORKER, bounded));

        int first = 60_000 - answer.size();
        assertThat(answer).as("no gap").isEqualTo(numbers(first, 60_000));
        int length = String.join("", answer).length();
        assertThat(length).isBetween(bytes, bytes + "line 59999".length());
    }

    @Test
    void rawFilesSayThatTheyDoNotKnowTimeAndStream() throws Exception {
        Files.writeString(logs.resolve("printer.1.log"), "old\n");
        open(Policies.raw());
        write("err", "new\n");

        Tail errors = pump.tail(WORKER, ask(9, ALWAYS, true));
        assertThat(text(errors)).containsExactly("new");
        assertThat(errors.complete()).isFalse();
        assertThat(pump.tail(WORKER, ask(9, Optional.of(START.minusSeconds(1)), false))
                        .complete())
                .isFalse();
        Line oldest = pump.tail(WORKER, ask(9, ALWAYS, false)).lines().get(0);
        assertThat(oldest.text()).isEqualTo("old");
        assertThat(oldest.stream()).isEqualTo(LogStream.UNKNOWN);
        assertThat(oldest.at()).isEmpty();
    }

    @Test
    void textAndJsonFilesAnswerByTimeAndStream() throws Exception {
        for (Format format : List.of(Format.TEXT, Format.JSON)) {
            now = START;
            open(Policies.of(format));
            write("err", "a \"quoted\" error\n");
            now = START.plusSeconds(10);
            write("out", "x".repeat(70_000) + "\n");
            write("err", "late\n");

            Tail errors = pump.tail(WORKER, ask(9, Optional.of(START), true));
            assertThat(text(errors)).containsExactly("a \"quoted\" error", "late");
            assertThat(errors.complete()).isTrue();
            assertThat(text(pump.tail(WORKER, ask(9, Optional.of(START.plusSeconds(1)), true))))
                    .containsExactly("late");
            pump.close(WORKER);
            pump.ending(WORKER).get(10, TimeUnit.SECONDS);
            logs = logs.resolve("next");
        }
    }

    @Test
    void oddFilesAreReadBackExactly() throws Exception {
        for (String content : List.of("", "\n", "\n\n", "a", "a\n", "a\n\nb", "\na\n")) {
            Path file = Files.writeString(logs.resolve("odd"), content);
            Generations none = Generations.of(logs, "odd", List.of());

            List<Line> lines = new History(WORKER, Format.RAW, file, none).newest(ask(99, ALWAYS, false));

            assertThat(lines.stream().map(Line::text))
                    .as(content)
                    .isEqualTo(content.lines().toList());
        }
    }

    @Test
    void anUnknownWorkerHasNoLines() {
        assertThat(pump.tail(new WorkerId("nobody", 1), ask(9, ALWAYS, false)).lines())
                .isEmpty();
    }

    private static Question ask(int lines, Optional<Instant> since, boolean errOnly) {
        return new Question(lines, Long.MAX_VALUE, since, errOnly);
    }

    private void open(LogPolicy policy) {
        Await.until("its log is open", () -> isOpen(policy));
    }

    private boolean isOpen(LogPolicy policy) {
        try {
            WorkerOutput unused = pump.open(WORKER, policy, logs, fifos);
            return true;
        } catch (OutputException slowDisk) {
            return false;
        }
    }

    private void write(String stream, String text) throws Exception {
        try (Fd fifo = Fifo.open(fifos.resolve("printer.1." + stream))) {
            byte[] bytes = text.getBytes(UTF_8);
            assertThat(fifo.write(bytes)).isEqualTo(bytes.length);
        }
        pump.drained(WORKER).get(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void gzip(String name, String text) throws Exception {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(logs.resolve(name)))) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private static String lines(int from, int to) {
        return String.join("\n", numbers(from, to)) + "\n";
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    private static List<String> text(Tail tail) {
        return tail.lines().stream().map(Line::text).toList();
    }
}
