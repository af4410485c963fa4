package dev.muster.supervisor.journald;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.JournalDouble;
import dev.muster.supervisor.process.JournalDouble.Received;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemJournalTest {

    private static final Source PRINTER = Source.of(new WorkerId("printer", 1));
    private static final int MANY = 5000;

    private final Path socket;

    SystemJournalTest(@TempDir Path dir) {
        socket = dir.resolve("socket");
    }

    @Test
    void whatIsPutArrivesInOrder() {
        try (JournalDouble fake = new JournalDouble(socket);
                SystemJournal journal = SystemJournal.start(socket)) {
            journal.put(Message.of(Source.MASTER).field("MESSAGE", "one").field("PRIORITY", "6"));
            journal.put(Message.of(PRINTER).field("MESSAGE", "two\nlines"));
            assertThat(fake.entries(2))
                    .extracting(Received::fields)
                    .containsExactly(List.of("MESSAGE=one", "PRIORITY=6"), List.of("MESSAGE=two\nlines"));
        }
    }

    @Test
    void aJournalThatHangsHoldsNobodyUpAndIsToldWhatItHasMissed() {
        try (JournalDouble fake = new JournalDouble(socket);
                SystemJournal journal = SystemJournal.start(socket, 64 << 10)) {
            for (int i = 0; i < MANY; i++) {
                journal.put(line(i)); // nobody reads: this loop ends at all only because nothing waits
            }
            long lost = journal.lost();
            assertThat(lost).isPositive();

            Await.until("all that was not lost", () -> {
                fake.entries();
                return journal.isIdle();
            });
            journal.put(line(MANY));
            Await.until("the next one", () -> fake.messages().contains("line " + MANY));

            assertThat(told(fake)).isEqualTo(lost);
            List<String> lines = fake.messages().stream()
                    .filter(message -> message.startsWith("line "))
                    .toList();
            assertThat(lines).hasSize((int) (MANY + 1 - lost)).doesNotHaveDuplicates();
            Received gap = fake.entries().stream()
                    .filter(entry -> !entry.get("MUSTER_LOST").isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertThat(gap.get("MUSTER_WORKER")).isEqualTo("printer.1");
            assertThat(gap.get("MUSTER_SERVICE")).isEqualTo("printer");
            assertThat(gap.get("MESSAGE_ID")).isEqualTo(SystemJournal.LOST);
            assertThat(gap.get("PRIORITY")).isEqualTo("4");
        }
    }

    @Test
    void aJournalThatIsNotThereForAWhileMissesNothing() {
        try (SystemJournal journal = SystemJournal.start(socket)) {
            journal.put(line(1));
            journal.put(line(2));
            try (JournalDouble fake = new JournalDouble(socket)) {
                fake.entries(2);
                assertThat(fake.messages()).containsExactly("line 1", "line 2");
            }
            journal.put(line(3));
            try (JournalDouble fake = new JournalDouble(socket)) {
                fake.entries(1);
                assertThat(fake.messages()).containsExactly("line 3");
            }
        }
    }

    @Test
    void theLastWordsAreSentBeforeItEnds() {
        try (JournalDouble fake = new JournalDouble(socket)) {
            try (SystemJournal journal = SystemJournal.start(socket)) {
                journal.put(line(1));
            }
            fake.entries(1);
            assertThat(fake.messages()).containsExactly("line 1");
        }
    }

    @Test
    void aJournalThatHangsDoesNotKeepTheMasterFromEnding() {
        try (JournalDouble stuck = new JournalDouble(socket)) {
            SystemJournal journal = SystemJournal.start(socket);
            for (int i = 0; i < MANY; i++) {
                journal.put(line(i));
            }
            journal.close();
            journal.put(line(MANY));
            Await.until("its thread to end", () -> !journal.isAlive());
            assertThat(stuck.entries()).isNotEmpty();
        }
    }

    private static Message line(int number) {
        return Message.of(PRINTER).field("MESSAGE", "line " + number);
    }

    private static long told(JournalDouble journal) {
        return journal.entries().stream()
                .map(entry -> entry.get("MUSTER_LOST"))
                .filter(lost -> !lost.isEmpty())
                .mapToLong(Long::parseLong)
                .sum();
    }
}
