package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.AppendLog;
import dev.muster.queue.JobTooBigException;
import dev.muster.testkit.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ChronicleLogTest {
    private static final int SEGMENT = 8;
    private static final Duration LONG = Duration.ofDays(9999);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @AfterEach
    void forgetReboots() {
        Reboot.forget();
    }

    private static AppendLog open(Path place) {
        return new ChronicleEngine()
                .openLog("log", "chronicle:" + place + "?segment-jobs=" + SEGMENT + "&min-free=0", () -> {});
    }

    private AppendLog open() {
        return open(directory.resolve("log"));
    }

    private static long append(AppendLog log, String text) {
        return log.append("text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(AppendLog.Entry entry) {
        return entry.index() + "=" + new String(entry.value(), StandardCharsets.UTF_8);
    }

    private static List<String> rest(AppendLog.Reader reader) {
        List<String> texts = new ArrayList<>();
        for (AppendLog.Entry entry = reader.next(); entry != null; entry = reader.next()) {
            texts.add(text(entry));
        }
        return texts;
    }

    private static List<String> all(AppendLog log, long from) {
        try (AppendLog.Reader reader = log.read(from)) {
            return rest(reader);
        }
    }

    private static List<String> expected(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> i + "=e" + i).toList();
    }

    @Test
    void entriesAreReadInTheirOrderFromAnyIndexOverManySegments() {
        int count = 3 * SEGMENT + 3;
        try (AppendLog log = open();
                AppendLog other = open()) {
            assertThat(log.size()).isZero();
            assertThat(all(log, 0)).isEmpty();
            for (int i = 0; i < count; i++) {
                assertThat(append(i % 2 == 0 ? log : other, "e" + i)).isEqualTo(i);
                assertThat(other.size()).isEqualTo(i + 1);
            }
            for (int from = 0; from <= count + SEGMENT; from++) {
                assertThat(all(log, from)).as("from %d", from).isEqualTo(expected(Math.min(from, count), count));
            }
            assertThatThrownBy(() -> log.read(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        try (AppendLog log = open()) {
            assertThat(log.size()).isEqualTo(count);
            assertThat(append(log, "e" + count)).isEqualTo(count);
            assertThat(all(log, 0)).isEqualTo(expected(0, count + 1));
        }
    }

    @Test
    void aReaderGoesOnWithWhatComesLater() {
        try (AppendLog log = open();
                AppendLog.Reader fromTheBeginning = log.read(0);
                AppendLog.Reader fromLater = log.read(SEGMENT + 2)) {
            for (int i = 0; i < 3 * SEGMENT; i++) {
                assertThat(fromTheBeginning.next()).isNull();
                append(log, "e" + i);
                assertThat(rest(fromTheBeginning)).isEqualTo(expected(i, i + 1));
                assertThat(rest(fromLater)).isEqualTo(i < SEGMENT + 2 ? List.of() : expected(i, i + 1));
            }
        }
    }

    @Test
    void allWhoWaitAreWokenByOneEntry() throws InterruptedException {
        try (AppendLog log = open()) {
            List<String> seen = new CopyOnWriteArrayList<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    try (AppendLog.Reader reader = log.read(0)) {
                        seen.add(text(reader.next(LONG).orElseThrow()));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                readers.add(thread);
                thread.start();
            }
            append(log, "e0");
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(seen).containsExactly("0=e0", "0=e0", "0=e0");
        }
    }

    @Test
    void aWaitEndsWithItsTimeAndWithAnInterrupt() throws InterruptedException {
        try (AppendLog log = open()) {
            try (AppendLog.Reader reader = log.read(0)) {
                assertThat(reader.next(Duration.ofMillis(2))).isEmpty();
                assertThat(reader.next(Duration.ZERO)).isEmpty();
            }
            AtomicBoolean waits = new AtomicBoolean();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                try (AppendLog.Reader reader = log.read(0)) {
                    waits.set(true);
                    reader.next(LONG);
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            });
            thread.start();
            Await.until("it waits", waits::get);
            thread.interrupt();
            thread.join();
            assertThat(interrupted).isTrue();
            append(log, "e0");
            Thread.currentThread().interrupt();
            assertThat(all(log, 0)).as("an interrupt does not harm the files").isEqualTo(expected(0, 1));
            append(log, "e1");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(all(log, 0)).isEqualTo(expected(0, 2));
        }
    }

    @Test
    void whatIsTooBigIsRefusedAndALargeEntryIsNot() {
        try (AppendLog log = open()) {
            assertThatThrownBy(() -> log.append("", new byte[(16 << 20) + 1])).isInstanceOf(JobTooBigException.class);
            log.append("", new byte[16 << 20]);
            append(log, "e1");
            assertThat(all(log, 1)).isEqualTo(expected(1, 2));
            try (AppendLog.Reader reader = log.read(0)) {
                assertThat(reader.next())
                        .satisfies(entry -> assertThat(entry.value()).hasSize(16 << 20));
            }
        }
    }

    @Test
    void aRebootKeepsEveryIndex() throws IOException, InterruptedException {
        int count = 2 * SEGMENT + 3;
        Path image;
        try (AppendLog log = open()) {
            for (int i = 0; i < count; i++) {
                append(log, "e" + i);
            }
            image = Reboot.image(directory.resolve("log"), directory.resolve("image"));
        }
        Reboot.now();
        try (AppendLog log = open(image)) {
            assertThat(log.size()).isEqualTo(count);
            assertThat(append(log, "e" + count)).isEqualTo(count);
            assertThat(all(log, 0)).isEqualTo(expected(0, count + 1));
        }
    }

    @Test
    void aDamagedEntryIsToldAndTheNextOnesAreRead() throws IOException {
        try (AppendLog log = open()) {
            append(log, "e0");
            append(log, "spoil me");
            append(log, "e2");
            Path journal = Segment.journal(directory.resolve("log").resolve("seg-00000001"));
            byte[] bytes = new byte[1 << 20];
            try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
                file.read(bytes);
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("spoil me");
                file.seek(at);
                file.write('S');
            }
            assertThat(Files.size(journal)).isPositive();
            try (AppendLog.Reader reader = log.read(1)) {
                assertThatThrownBy(reader::next).hasMessage("log: entry 1 is damaged");
                assertThat(rest(reader)).containsExactly("2=e2");
            }
        }
    }

    @Test
    void aClosedLogAndReaderSaySo() {
        AppendLog log = open();
        AppendLog.Reader reader = log.read(0);
        log.close();
        assertThatThrownBy(() -> append(log, "e")).hasMessageContaining("closed");
        assertThatThrownBy(log::size).hasMessageContaining("closed");
        assertThat(reader.next()).isNull();
        reader.close();
        reader.close();
        assertThatThrownBy(reader::next).hasMessageContaining("closed");
    }
}
