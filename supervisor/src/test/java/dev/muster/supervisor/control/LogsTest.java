package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.log.LogStream;
import dev.muster.supervisor.testkit.Specs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code logs} of more than the master could hold, and of files that take their time. */
@Timeout(60)
final class LogsTest {
    private static final String MEBIBYTE = "x".repeat(1 << 20);
    private static final String ASK_FOR_ALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logs\",\"params\":{\"lines\":100000}}\n";

    private final PaperFleet master;

    LogsTest(@TempDir Path directory) {
        master = new PaperFleet(directory, Specs.fleet(Specs.printer().workers(2))).awaitReady();
    }

    @AfterEach
    void close() {
        master.close();
    }

    private void print(int lines, String text) {
        for (int i = 0; i < lines; i++) {
            master.print("printer.1", LogStream.OUT, i + " of one" + text);
            master.print("printer.2", LogStream.OUT, i + " of two" + text);
        }
    }

    private static List<String> beginnings(Fields past) {
        return past.objects("lines").stream()
                .map(line -> line.text("text").substring(0, 8))
                .toList();
    }

    @Test
    void moreThanAnAnswerHoldsIsCutToTheNewestLinesOfEachWorker() {
        print(10, MEBIBYTE);
        try (ControlClient client = master.client()) {
            Fields past = client.call("logs", Map.of("lines", 100_000));
            assertThat(past.flag("cut")).isTrue();
            assertThat(beginnings(past))
                    .hasSizeBetween(12, 15)
                    .contains("9 of one", "9 of two", "4 of one", "4 of two");
            assertThat(beginnings(past)).doesNotContain("0 of one", "0 of two");
        }
    }

    @Test
    void roomThatOneWorkerDoesNotNeedIsTheOthers() {
        for (int i = 0; i < 12; i++) {
            master.print("printer.2", LogStream.OUT, i + MEBIBYTE);
        }
        try (ControlClient client = master.client()) {
            Fields past = client.call("logs", Map.of("lines", 100_000));
            assertThat(past.flag("cut")).isFalse();
            assertThat(past.objects("lines")).hasSize(12);
        }
    }

    @Test
    void noMoreIsReadOfAWorkerThanItsShareOfTheAnswer() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        master.beforeTail(question -> asked.add(question.bytes()));
        try (ControlClient client = master.client()) {
            client.call("logs", Map.of("lines", 100_000));
            assertThat(asked).as("the second gets what the first left over").containsExactly(8L << 20, 16L << 20);
        }
    }

    @Test
    void linesThatGrowWhenTheyAreWrittenAsJsonCountForWhatTheyBecome() {
        print(5, "\u0001".repeat(1 << 20));
        try (ControlClient client = master.client()) {
            Fields past = client.call("logs", Map.of("lines", 100_000));
            assertThat(past.flag("cut")).isTrue();
            assertThat(beginnings(past)).containsExactly("4 of one", "4 of two");
        }
    }

    @Test
    void whoDoesNotReadItsAnswersLeavesTheMasterItsMemory() throws IOException {
        print(8, MEBIBYTE);
        List<RawClient> asleep = new ArrayList<>();
        try (ControlClient client = master.client()) {
            for (int i = 0; i < 4; i++) {
                RawClient one = new RawClient(master.home().controlSocket());
                asleep.add(one);
                one.send(ASK_FOR_ALL);
            }
            try (RawClient last = new RawClient(master.home().controlSocket())) {
                last.send(ASK_FOR_ALL);
                assertThat(last.readLine())
                        .hasValueSatisfying(line -> assertThat(line).contains("do not read them"));
            }
            assertThat(client.call("status", Map.of()).objects("workers")).hasSize(2);
        } finally {
            for (RawClient one : asleep) {
                one.close();
            }
        }
    }

    @Test
    void configurationIsReadWhileLogsTakeTheirTime() throws IOException {
        CountDownLatch slow = new CountDownLatch(1);
        master.beforeTail(question -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (RawClient logs = new RawClient(master.home().controlSocket());
                ControlClient client = master.client()) {
            logs.send(ASK_FOR_ALL);
            client.call("version", Map.of());
            assertThat(client.call("plan", Map.of()).objects("changes")).isEmpty();
            slow.countDown();
            assertThat(logs.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("\"lines\":[]"));
        }
    }
}
