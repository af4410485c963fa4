package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueDirectoryTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private Path directory() {
        return home.resolve("numbers");
    }

    /** Copies a queue's files, so that this JVM sees them as another queue: as after a restart. */
    private Path copy(QueueDirectory queue) throws IOException {
        Path copy = home.resolve("copy-" + System.nanoTime());
        try (Stream<Path> tree = Files.walk(queue.files().directory())) {
            for (Path source : tree.toList()) {
                // slots.lock must not be opened and closed here: that would drop the locks of this process
                if (!source.equals(queue.files().lock())) {
                    Files.copy(
                            source,
                            copy.resolve(
                                    queue.files().directory().relativize(source).toString()));
                }
            }
        }
        return copy;
    }

    @Test
    void allHandlesOfADirectoryShareOneSetOfFiles() throws IOException {
        QueueDirectory first = QueueDirectory.open(directory(), 100, false);
        Path link = Files.createSymbolicLink(home.resolve("link"), directory());
        assertThat(QueueDirectory.open(directory(), 100, false)).isSameAs(first);
        assertThat(QueueDirectory.open(link, 100, false)).isSameAs(first);
    }

    @Test
    void aDirectoryThatWasDeletedAndMadeAgainIsAnotherQueue() {
        QueueDirectory first = QueueDirectory.open(directory(), 100, false);
        Janitor.delete(directory());
        QueueDirectory second = QueueDirectory.open(directory(), 200, false);
        assertThat(second).isNotSameAs(first);
        assertThat(second.control().capacity()).isEqualTo(200);
    }

    @Test
    void onlySlotsThatWereEverUsedAreLookedAt() {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        assertThat(queue.control().slots()).isEmpty();
        Slot first = queue.occupySlot();
        Slot second = queue.occupySlot();
        queue.releaseSlot(first);
        assertThat(queue.control().slots()).containsExactly(first, second);
        queue.releaseSlot(second);
        assertThat(queue.control().slots()).as("who counted something").hasSize(2);
    }

    @Test
    void oneOfManyLooksAfterTheOthersUnlessTheClockWasSetBack() {
        ControlFile control = QueueDirectory.open(directory(), 100, false).control();
        assertThat(control.takePatrol(1000)).isTrue();
        assertThat(control.takePatrol(1000 + ControlFile.PATROL_MS - 1)).isFalse();
        assertThat(control.takePatrol(1000 + ControlFile.PATROL_MS)).isTrue();
        assertThat(control.takePatrol(500)).isTrue();
    }

    @Test
    void theCapacityIsFixedWhenTheQueueIsMade() throws IOException {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        assertThat(QueueDirectory.open(copy(queue), 999, false).control().capacity())
                .isEqualTo(100);
    }

    @Test
    @DisplayName("Q51 a queue that another version wrote is refused with the remedy, never misread")
    void anotherFormatIsRefusedWithTheRemedy() throws IOException {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        Path copy = copy(queue);
        Region.map(copy.resolve("control")).setInt(8, ControlFile.FORMAT + 1);
        assertThatThrownBy(() -> QueueDirectory.open(copy, 100, false))
                .isInstanceOf(QueueFormatException.class)
                .hasMessageContaining("queue format 4")
                .hasMessageContaining("drain the queue with the version that wrote it");
    }

    @Test
    void aFileThatIsNoControlFileIsRefused() throws IOException {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("control"), "hello");
        assertThatThrownBy(() -> QueueDirectory.open(directory(), 100, false))
                .isInstanceOf(QueueFormatException.class)
                .hasMessageContaining("no queue's control file");
    }

    @Test
    void aQueueThatAnotherMachineMayBeUsingIsRefusedUntilItIsTakenOver() throws IOException {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        queue.control().host(new Host(4711, 4711));
        Path signedOff = copy(queue);
        Slot slot = queue.occupySlot();
        Path occupied = copy(queue);
        queue.releaseSlot(slot);

        Salvage nothing = (former, fresh) -> new Salvage.Outcome(0, Map.of(), 0);
        assertThat(QueueDirectory.open(signedOff, 100, false, nothing).isFormer())
                .isFalse();
        assertThatThrownBy(() -> QueueDirectory.open(occupied, 100, false, nothing))
                .isInstanceOf(QueueFormatException.class)
                .hasMessageContaining("take-over=true");
        assertThat(QueueDirectory.open(occupied, 100, true, nothing).isFormer()).isFalse();
    }

    @Test
    @DisplayName("Q11 a queue that a living process of another container uses is refused, a dead one's is not")
    void anotherPidNamespaceIsRefused() {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        Slot slot = queue.occupySlot();
        SlotsOfOthers.adoptElsewhere(slot);
        assertThatThrownBy(queue::requireOnePidNamespace)
                .isInstanceOf(QueueFormatException.class)
                .hasMessageContaining("pid 1 of another container");
        queue.locks().unlock(slot.index());
        queue.requireOnePidNamespace();
    }

    @Test
    void everySlotCanBeTakenAndTheOneAfterTheLastIsRefused() {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        List<Slot> slots =
                Stream.generate(queue::occupySlot).limit(ControlFile.SLOTS).toList();
        assertThat(slots.stream().map(Slot::index)).doesNotHaveDuplicates();
        assertThatThrownBy(queue::occupySlot)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("512");
        queue.releaseSlot(slots.get(77));
        assertThat(queue.occupySlot().index()).isEqualTo(77);
    }

    @Test
    void aSlotThatThisProcessDoesNotHoldIsNotFreed() {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        Slot slot = queue.occupySlot();
        queue.locks().unlock(slot.index());
        assertThatThrownBy(() -> queue.releaseSlot(slot)).isInstanceOf(IllegalStateException.class);
        assertThat(slot.state()).isEqualTo(Slot.LIVE);
    }

    @Test
    void aRecoveryThatFailsLeavesTheDeadOwnerDead() throws IOException {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        Slot slot = queue.occupySlot();
        queue.locks().unlock(slot.index());
        Path unreadable = queue.files().segment(1).resolve("ledger");
        Files.createDirectories(unreadable);
        queue.control().oldest(1);
        queue.control().current(1);
        assertThatThrownBy(queue::occupySlot).isInstanceOf(UncheckedIOException.class);
        assertThat(queue.locks().isHeld(slot.index())).isFalse();
        assertThat(slot.state()).as("free at the very end only").isEqualTo(Slot.LIVE);

        Files.delete(unreadable);
        LedgerFile.create(queue.files().segment(1), 100, 0);
        assertThat(queue.occupySlot().index()).isEqualTo(slot.index());
    }

    @Test
    void whatKilledProcessesLeftHalfMadeIsRemovedAtTheNextStart() throws IOException {
        QueueDirectory queue = QueueDirectory.open(directory(), 100, false);
        queue.control().oldest(3);
        for (String left : List.of("tmp-seg-9-1-1/q", "trash-2-1-1/q", "seg-00000002/q", "seg-00000003/q")) {
            Files.createDirectories(directory().resolve(left));
            Files.writeString(directory().resolve(left).resolve("file"), "x");
        }
        Path copy = copy(queue);
        QueueDirectory.open(copy, 100, false);
        try (Stream<Path> entries = Files.list(copy)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder("control", "slots.lock", "seg-00000003");
        }
    }

    @Test
    void theMasterFindsNothingInAQueueThatDoesNotExistAndDoesNotMakeOne() {
        try (QueueLedger ledger = QueueLedger.open(directory())) {
            assertThat(ledger.recoverAll()).isZero();
            assertThat(ledger.stats().puts()).isZero();
            assertThat(ledger.counters().acks()).isZero();
            assertThat(directory()).doesNotExist();
            QueueDirectory.open(directory(), 100, false);
            assertThat(ledger.stats().puts()).isZero();
        }
    }
}
