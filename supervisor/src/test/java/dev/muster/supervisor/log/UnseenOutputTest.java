package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.process.PipeTap;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood that the kernel moves to the file while only its end is looked at. The test is the worker, and cranks the reader by hand. */
class UnseenOutputTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);
    private static final int ROOM = 700_000;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final FifoReader.Tools tools =
            new FifoReader.Tools(PipeTap.buffer(PartialBudget.LONGEST + FifoReader.CHUNK), PipeTap.create(1 << 20));
    private final List<OutputEvent> events = new ArrayList<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private Path home;
    private Sinks sinks;
    private WorkerLog log;
    private Fd out;
    private long number;
    private final StringBuilder written = new StringBuilder();

    @BeforeEach
    void openLog(@TempDir Path directory) {
        home = directory;
        sinks = new Sinks(events::add, InstantSource.system());
        open(Policies.rotating(ROOM, 1000, false, 1L << 40));
    }

    private void open(LogPolicy policy) {
        FifoDirectory.prepare(home.resolve("fifo"));
        WorkerOutput output = FifoDirectory.paths(home.resolve("fifo"), WORKER);
        Sink sink = sinks.open(WORKER, policy, home.resolve("logs"));
        log = new WorkerLog(
                output,
                FifoDirectory.open(output),
                home.resolve("logs"),
                new SinkOpener.Opened(sink, policy, true),
                new WorkerLog.Shared(new PartialBudget(), subscriptions, Optional.empty(), InstantSource.system()));
        out = Fifo.open(output.stdout());
    }

    @AfterEach
    void closeAll() {
        subscriptions.closeAll();
        log.close(tools);
        out.close();
        sinks.close();
        tools.tap().close();
    }

    @Test
    @DisplayName(
            "S69 whatever the sizes of its writes, a flood is in the rotated files byte for byte, and no file ends within a line")
    void aFloodIsInTheFilesByteForByte() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            for (int turn = 0; turn < 5; turn++) {
                write(random.nextInt(random.nextBoolean() ? 900_000 : 5_000), random.nextInt(30));
                readAll();
            }
        }
        endLine();
        readAll();

        assertThat(log.counts().bytes()).isEqualTo(written.length());
        assertThat(log.counts().lostBytes()).isZero();
        assertThat(log.counts().rotations()).isGreaterThan(5);
        StringBuilder stored = new StringBuilder();
        for (Path file : files()) {
            String text = Files.readString(file, US_ASCII);
            assertThat(text.endsWith("\n")).as(file + " ends a line").isTrue();
            assertThat(text.length()).isLessThanOrEqualTo(ROOM);
            stored.append(text);
        }
        assertThat(stored.toString().equals(written.toString()))
                .as("all files together are what was written")
                .isTrue();
    }

    @Test
    void oneTurnMovesMoreOfAFloodThanIsLookedAt() {
        write(300_000, 0);
        log.reader(LogStream.OUT).readChunk(tools, false);
        write(400_000, 0);
        int waiting = log.reader(LogStream.OUT).waiting();

        log.reader(LogStream.OUT).readChunk(tools, false);

        assertThat(waiting - log.reader(LogStream.OUT).waiting()).isGreaterThan(FifoReader.CHUNK);
    }

    @Test
    void memoryHasTheNewestLinesOfAFloodAndNothingFromBeforeWhatItHasNotSeen() {
        write(300_000, 0);
        log.reader(LogStream.OUT).readChunk(tools, false);
        write(300_000, 50_000);
        log.reader(LogStream.OUT).readChunk(tools, false);

        List<Line> newest = log.ring()
                .newest(new Question(Integer.MAX_VALUE, Long.MAX_VALUE, Optional.empty(), false))
                .lines();

        assertThat(newest).hasSizeGreaterThan(1000);
        long first = number - newest.size();
        for (int i = 0; i < newest.size(); i++) {
            assertThat(newest.get(i).text()).isEqualTo("line " + (first + i));
        }
    }

    @Test
    void whoListensIsToldEveryLineOfAFlood() throws InterruptedException {
        write(300_000, 0);
        readAll();
        long first = number;
        List<String> heard = new ArrayList<>();
        Subscription subscription = new Subscription(WORKER::equals, line -> heard.add(line.text()));
        subscription.start();
        subscriptions.add(subscription);

        write(700_000 / 10, 0);
        log.reader(LogStream.OUT).readChunk(tools, false);

        assertThat(subscription.drain(LONGEST)).isTrue();
        assertThat(heard).hasSize((int) (number - first)).startsWith("line " + first);
    }

    @Test
    void whoBeginsToListenMeanwhileIsToldAllOfIt() throws InterruptedException {
        write(300_000, 0);
        readAll();
        long first = number;
        write(80_000, 0);
        List<String> heard = new ArrayList<>();
        Subscription subscription = new Subscription(WORKER::equals, line -> heard.add(line.text()));
        subscription.start();
        ByteBuffer end =
                ByteBuffer.allocateDirect(8).put("line 12\n".getBytes(US_ASCII)).flip();
        assertThat(log.roomForUnseen(LogStream.OUT)).isPositive();

        subscriptions.add(subscription);

        assertThat(log.unseen(LogStream.OUT, end, Origin.MEMORY))
                .as("passed without a look")
                .isFalse();
        readAll();
        assertThat(subscription.drain(LONGEST)).isTrue();
        assertThat(heard).hasSize((int) (number - first)).startsWith("line " + first);
    }

    @Test
    @DisplayName("S71 a life that ends in a flood has its last words looked at and told")
    void aLifeEndsInAFlood() throws IOException {
        write(400_000, 0);
        readAll();
        write(600_000, 12);
        int end = written.length();
        log.reader(LogStream.OUT).markLifeEnd();
        write(300_000, 0);

        readAll();

        String all = String.join("", readFiles());
        assertThat(all.equals(written.insert(end, '\n').toString())).isTrue();
    }

    @Test
    void formatsThatNeedLinesSeeAllOfThem() {
        assertThat(roomOf(LogPolicy.Format.RAW)).isPositive();
        assertThat(roomOf(LogPolicy.Format.TEXT)).isZero();
        assertThat(roomOf(LogPolicy.Format.JSON)).isZero();
    }

    private long roomOf(LogPolicy.Format format) {
        log.reconfigure(Policies.of(format), wanted -> {
            throw new AssertionError("another target");
        });
        write(10_000, 0);
        readAll();
        return log.roomForUnseen(LogStream.OUT);
    }

    /** Numbered lines of so many bytes at least, and the beginning of another one. */
    private void write(int bytes, int unfinished) {
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            text.append("line ").append(number++).append('\n');
        }
        text.append("x".repeat(unfinished));
        byte[] block = text.toString().getBytes(US_ASCII);
        written.append(text);
        for (int from = 0; from < block.length; ) {
            ByteBuffer rest = ByteBuffer.wrap(block, from, block.length - from).slice();
            int count = out.write(rest);
            from += count;
            if (count == 0) {
                log.reader(LogStream.OUT).readChunk(tools, false);
            }
        }
    }

    private void endLine() {
        out.write("\n".getBytes(US_ASCII));
        written.append('\n');
    }

    private void readAll() {
        while (log.reader(LogStream.OUT).readChunk(tools, false)) {}
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(home.resolve("logs"))) {
            List<Path> logs = new ArrayList<>(
                    all.filter(file -> file.getFileName().toString().startsWith("printer.1.log."))
                            .sorted()
                            .toList());
            logs.add(home.resolve("logs/printer.1.log"));
            return logs;
        }
    }

    private List<String> readFiles() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : files()) {
            texts.add(Files.readString(file, US_ASCII));
        }
        return texts;
    }
}
