package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTest {

    private static final Host EARLIER = new Host(Host.current().machine(), 4711);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final AtomicInteger salvages = new AtomicInteger();

    private QueueDirectory former() {
        QueueDirectory queue = QueueDirectory.open(directory.resolve("queue"), 100, false);
        segment(queue, 1);
        segment(queue, 2);
        queue.control().oldest(1);
        queue.control().current(2);
        queue.control().pausedUntil(77);
        queue.uniqueKeys().create();
        queue.control().host(EARLIER);
        return queue;
    }

    private static void segment(QueueDirectory queue, int number) {
        try {
            Files.createDirectories(queue.files().segment(number));
            LedgerFile.create(queue.files().segment(number), 100, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes two segments. */
    private Salvage.Outcome salvage(FormerQueue former, QueueDirectory fresh) {
        salvages.incrementAndGet();
        int next = fresh.control().current(Lane.NORMAL) + 1;
        segment(fresh, next);
        segment(fresh, next + 1);
        fresh.control().current(next + 1);
        return new Salvage.Outcome(0, Map.of(), 0);
    }

    private QueueDirectory renew() {
        return QueueDirectory.open(directory.resolve("queue"), 100, false, this::salvage);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("queue"))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private void assertRenewed(QueueDirectory queue) throws IOException {
        assertThat(queue.isFormer()).isFalse();
        assertThat(queue.control().current(Lane.NORMAL)).isEqualTo(4);
        assertThat(queue.control().pausedUntil()).isEqualTo(77);
        assertThat(queue.ledgers(Lane.NORMAL)).extracting(LedgerFile::segment).containsExactly(3, 4);
        assertThat(names()).containsExactly("control", "seg-00000003", "seg-00000004", "slots.lock");
    }

    @Test
    void freshSegmentsTakeThePlaceOfTheFormerOnes() throws IOException {
        former();
        assertRenewed(renew());
        assertThat(salvages).hasValue(1);
        renew();
        assertThat(salvages).hasValue(1);
    }

    @Test
    void whatFailedIsDoneAgainAndTheFormerFilesAreStillThere() throws IOException {
        former();
        assertThatThrownBy(() -> QueueDirectory.open(directory.resolve("queue"), 100, false, (former, fresh) -> {
                    salvage(former, fresh);
                    throw new DiskFullException(directory, 4096);
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not enough room");
        assertThat(names()).containsExactly("control", "seg-00000001", "seg-00000002", "slots.lock", "unique");
        assertRenewed(renew());
    }

    @Test
    void aRenewalThatWasEndedWhileItMovedItsFilesIsGoneOnWith() throws IOException {
        QueueDirectory former = former();
        Path obstacle = former.files().segment(4).resolve("in-the-way");
        assertThatThrownBy(() -> QueueDirectory.open(directory.resolve("queue"), 100, false, (before, fresh) -> {
                    assertThat(obstacle.toFile().mkdirs()).isTrue();
                    return salvage(before, fresh);
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(names()).contains("next", "seg-00000001", "control");
        Files.delete(obstacle);
        Files.delete(former.files().segment(4));
        assertRenewed(renew());
        assertThat(salvages).hasValue(1);
    }

    @Test
    void whatARenewalLeftThatWasOverIsRemoved() throws IOException {
        former();
        renew().control().host(EARLIER);
        Files.createDirectories(directory.resolve("queue/next"));
        Files.createDirectories(directory.resolve("queue/tmp-renewal-1-1/seg-00000009"));
        QueueDirectory again = renew();
        assertThat(again.isFormer()).isFalse();
        assertThat(again.ledgers(Lane.NORMAL)).extracting(LedgerFile::segment).containsExactly(5, 6);
        assertThat(names()).containsExactly("control", "seg-00000005", "seg-00000006", "slots.lock");
    }

    @Test
    void aQueueThatIsStillInUseElsewhereIsNotRenewed() {
        QueueDirectory former = former();
        Slot slot = former.occupySlot();
        ProcessIdentity self = ProcessIdentity.self();
        slot.occupy(
                new ProcessIdentity(self.pid(), self.startTicks() + 1, self.namespace()), 0); // nobody of this kernel
        assertThatThrownBy(this::renew)
                .isInstanceOf(QueueFormatException.class)
                .hasMessageContaining("in use by pid " + slot.pid());
        former.releaseSlot(slot);
    }
}
