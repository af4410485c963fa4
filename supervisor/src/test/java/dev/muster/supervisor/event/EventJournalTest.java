package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Telling never waits for the disk; what the disk does not take is counted and said. */
@Timeout(60)
final class EventJournalTest {
    private static final EventQuestion ALL = new EventQuestion(Set.of(), Optional.empty(), 1_000_000);

    private final Path directory;
    private final Disk disk = new Disk();

    EventJournalTest(@TempDir Path temp) {
        directory = temp;
    }

    /** Holds what is written; hangs and fails as it is told. */
    private static final class Disk implements EventSink {
        final List<Event> written = new CopyOnWriteArrayList<>();
        final CountDownLatch hanging = new CountDownLatch(1);
        volatile boolean hangs;
        volatile boolean full;

        @Override
        public void append(List<Event> events) throws IOException {
            if (hangs) {
                awaitRelease();
            }
            if (full) {
                throw new IOException("No space left on device");
            }
            written.addAll(events);
        }

        private void awaitRelease() {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {}
    }

    private static void tell(EventJournal journal, int count) {
        for (int i = 0; i < count; i++) {
            journal.tell(EventKind.COMMAND, Map.of("why", "number " + i));
        }
    }

    @Test
    @DisplayName("S70 a disk that hangs holds up nobody; what did not fit is counted and told when it works again")
    void hungDiskHoldsUpNobody() {
        disk.hangs = true;
        try (EventJournal journal = EventJournal.start(directory, InstantSource.system(), disk)) {
            tell(journal, 3 * EventJournal.MOST);
            assertThat(journal.past(ALL)).hasSize(EventJournal.MOST);
            disk.hangs = false;
            disk.hanging.countDown();
            Await.until("the losses to be told", () -> disk.written.stream().anyMatch(this::isLoss));
        }
        long lost = disk.written.stream()
                .filter(this::isLoss)
                .mapToLong(event -> (Long) event.fields().get("events"))
                .sum();
        assertThat(lost).isGreaterThan(EventJournal.MOST);
        assertThat(disk.written.stream().filter(event -> !isLoss(event)).count() + lost)
                .isEqualTo(3 * EventJournal.MOST);
    }

    @Test
    @DisplayName("S70 a full disk costs entries and not the master; the loss is told once it takes some again")
    void fullDiskIsToldOnceItTakesSomeAgain() {
        disk.full = true;
        try (EventJournal journal = EventJournal.start(directory, InstantSource.system(), disk)) {
            tell(journal, 10);
            Await.until("the queue to be tried", journal::isIdle);
            assertThat(disk.written).isEmpty();
            disk.full = false;
            tell(journal, 1);
            Await.until("the losses to be told", () -> disk.written.stream().anyMatch(this::isLoss));
        }
        assertThat(disk.written)
                .filteredOn(this::isLoss)
                .extracting(event -> event.fields().get("events"))
                .containsExactly(10L);
    }

    private boolean isLoss(Event event) {
        return event.what().equals("lost");
    }

    @Test
    void listenerHearsEachEntryOnceFromTheNextOneOn() {
        try (EventJournal journal = EventJournal.start(directory, InstantSource.system(), disk)) {
            tell(journal, 3);
            List<Event> heard = new CopyOnWriteArrayList<>();
            EventJournal.Listening listening = journal.listen(heard::add);
            assertThat(listening.after()).isEqualTo(3);
            tell(journal, 3);
            listening.end().run();
            tell(journal, 1);
            assertThat(heard)
                    .extracting(Event::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(4, 6).boxed().toList());
        }
    }

    @Test
    void closingWritesWhatIsQueued() {
        EventJournal journal = EventJournal.start(directory, InstantSource.system(), disk);
        tell(journal, 500);
        journal.close();
        assertThat(disk.written).hasSize(500);
    }

    @Test
    void pastIsThatOfTheFilesBeforeWhatIsInMemory() {
        try (EventJournal journal = EventJournal.start(directory, InstantSource.system())) {
            // In two goes: more than that at once is lost when the thread that writes is late.
            tell(journal, EventJournal.MOST - 100);
            awaitStored(EventJournal.MOST - 100);
            tell(journal, 200);
            awaitStored(EventJournal.MOST + 100);
            assertThat(journal.past(ALL))
                    .extracting(Event::seq)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, EventJournal.MOST + 100)
                            .boxed()
                            .toList());
            assertThat(journal.past(new EventQuestion(Set.of(), Optional.empty(), 3)))
                    .extracting(Event::seq)
                    .endsWith(EventJournal.MOST + 100L)
                    .hasSize(3);
        }
    }

    @Test
    @DisplayName(
            "memory does not grow with what has happened: what is on disk is asked for there, but requests are at hand")
    void littleOfWhatIsWrittenStaysInMemory() {
        try (EventJournal journal = EventJournal.start(directory, InstantSource.system())) {
            journal.tell(EventKind.COMMAND, Map.of("worker", "printer.2", "why", "restart"));
            for (int i = 0; i < EventJournal.MOST; i++) {
                journal.tell(EventKind.READY, Map.of("worker", "printer.1"));
                if (i % 1000 == 999) {
                    Await.until("the disk to keep up", journal::isIdle);
                }
            }
            Await.until("all to be written", journal::isIdle);
            assertThat(journal.inMemory()).isEqualTo(EventJournal.MOST_WRITTEN);
            assertThat(journal.past(ALL)).hasSize(EventJournal.MOST + 1);
            assertThat(journal.lastCommand("printer.2")).isPresent();
        }
    }

    private void awaitStored(int events) {
        Await.until(
                events + " to be written",
                () -> EventJournal.stored(directory, ALL).size() == events);
    }
}
