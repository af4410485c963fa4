package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.process.JournalDouble;
import dev.muster.supervisor.process.JournalDouble.Received;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker prints, in the journal beside the file; the test is the worker. */
@Timeout(60)
class JournalLinesTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);

    private final Path home;
    private final Path file;
    private JournalDouble fake;
    private SystemJournal journal;
    private OutputPump pump;

    JournalLinesTest(@TempDir Path home) {
        this.home = home;
        this.file = home.resolve("logs/printer.1.log");
    }

    @BeforeEach
    void start() {
        fake = new JournalDouble(home.resolve("socket"));
        journal = SystemJournal.start(home.resolve("socket"));
        pump = OutputPump.start(event -> {}, InstantSource.system(), Optional.of(journal));
    }

    @AfterEach
    void end() {
        pump.close();
        fake.close();
        journal.close();
    }

    @Test
    void aLineComesWithWhoSaidItAndItsPriority() throws Exception {
        WorkerOutput output = open(new Speaker(12, 4711), true);
        print(output.stdout(), "hello\n<3>an error\n<9>no prefix\n\n");
        fake.entries(4);
        print(output.stderr(), "oops\n<7>a detail\n");

        List<Received> entries = fake.entries(6);
        assertThat(entries.get(0).fields())
                .containsExactlyInAnyOrder(
                        "MESSAGE=hello",
                        "PRIORITY=6",
                        "SYSLOG_IDENTIFIER=printer.1",
                        "MUSTER_WORKER=printer.1",
                        "MUSTER_SERVICE=printer",
                        "MUSTER_STREAM=out",
                        "MUSTER_INCARNATION=12",
                        "MUSTER_PID=4711");
        assertThat(entries)
                .extracting(entry -> entry.get("PRIORITY") + " " + entry.get("MESSAGE"))
                .containsExactly("6 hello", "3 an error", "6 <9>no prefix", "6 ", "5 oops", "7 a detail");
        assertThat(entries.get(4).get("MUSTER_STREAM")).isEqualTo("err");
    }

    @Test
    void theNextLifeHasItsOwnNumberAndThePidOnceThatIsKnown() throws Exception {
        WorkerOutput output = open(new Speaker(1, 100), true);
        print(output.stdout(), "first\nlast words");
        pump.drained(WORKER).get(10, TimeUnit.SECONDS);
        Speaker next = new Speaker(2);
        open(next, true);
        next.hasPid(101);
        print(output.stdout(), "second\n");

        List<Received> entries = fake.entries(3);
        assertThat(entries)
                .extracting(entry -> entry.get("MUSTER_INCARNATION") + " " + entry.get("MUSTER_PID") + " "
                        + entry.get("MESSAGE") + entry.get("MUSTER_PARTIAL"))
                .containsExactly("1 100 first", "1 100 last words1", "2 101 second");
    }

    @Test
    void whatWasTakenDoesNotChangeWhenThePumpReadsOn() {
        ByteBuffer scratch = ByteBuffer.allocateDirect(64).put("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        JournalLines lines = new JournalLines(WORKER, new Speaker(1, 100), LogStream.OUT, scratch.flip());
        lines.keep();
        scratch.clear().put("XXXXXXXXXXX".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.entries()).isEqualTo(2);
        journal.put(lines);
        assertThat(fake.entries(2)).extracting(entry -> entry.get("MESSAGE")).containsExactly("one", "two");
    }

    @Test
    void onlyWhoIsToBeCopiedIsCopiedAndFromWhenOnThatIsSo() throws Exception {
        WorkerOutput output = open(new Speaker(1, 100), false);
        print(output.stdout(), "before\n");
        Await.until("the file has it", () -> read().equals("before\n"));
        pump.reconfigure(WORKER, Policies.raw().withJournal(true));
        print(output.stdout(), "meanwhile\n");
        fake.entries(1);
        pump.reconfigure(WORKER, Policies.raw());
        print(output.stdout(), "after\n");
        Await.until("the file has it", () -> read().equals("before\nmeanwhile\nafter\n"));
        journal.drain();
        assertThat(fake.messages()).containsExactly("meanwhile");
    }

    @Test
    void aJournalThatHangsCostsTheFileNothing() throws Exception {
        WorkerOutput output = open(new Speaker(1, 100), true);
        String line = "x".repeat(999) + "\n";
        String block = line.repeat(50);
        for (int i = 0; i < 400; i++) {
            print(output.stdout(), block); // 20 MB, more than twice of what may wait
        }
        pump.drained(WORKER).get(30, TimeUnit.SECONDS);
        assertThat(Files.size(file)).isEqualTo(400L * block.length());
        assertThat(pump.counts(WORKER).orElseThrow().lostBytes()).isZero();
        long lost = journal.lost();
        assertThat(lost).isPositive();

        Await.until("the journal to be told of each gap", () -> told() == lost);
        assertThat(fake.messages().stream().filter(message -> message.startsWith("x")))
                .hasSize((int) (400 * 50 - lost))
                .allMatch(message -> message.length() == 999, "no line is torn");
    }

    private long told() {
        return fake.entries().stream()
                .map(entry -> entry.get("MUSTER_LOST"))
                .filter(lost -> !lost.isEmpty())
                .mapToLong(Long::parseLong)
                .sum();
    }

    private WorkerOutput open(Speaker speaker, boolean copied) {
        return pump.open(
                WORKER, speaker, Policies.raw().withJournal(copied), home.resolve("logs"), home.resolve("fifo"));
    }

    private static void print(Path fifo, String text) throws IOException {
        Files.writeString(fifo, text, StandardOpenOption.WRITE);
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException notYet) {
            return "";
        }
    }
}
