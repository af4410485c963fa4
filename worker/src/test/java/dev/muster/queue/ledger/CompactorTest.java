package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.QueueStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactorTest {

    private static final int CAPACITY = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private QueueDirectory queue;

    private long now;

    /** Three segments: 1 and 2 full and sealed, 3 current with two jobs. */
    @BeforeEach
    void create() throws IOException {
        queue = QueueDirectory.open(directory, CAPACITY, false);
        now = System.currentTimeMillis();
        for (int segment = 1; segment <= 3; segment++) {
            Files.createDirectories(queue.files().segment(segment));
            LedgerFile.create(queue.files().segment(segment), CAPACITY, 0);
            LedgerFile ledger = ledger(segment);
            ledger.base((segment - 1L) * CAPACITY);
            for (int i = 0; i < (segment == 3 ? 2 : CAPACITY); i++) {
                ledger.stage(i, JobWord.staged(now, now));
                ledger.publish(i, now);
            }
            if (segment < 3) {
                ledger.seal(CAPACITY);
            }
        }
        queue.control().oldest(1);
        queue.control().current(3);
    }

    private LedgerFile ledger(int segment) {
        LedgerFile ledger = queue.ledgers().find(segment);
        if (ledger == null) {
            throw new AssertionError("no segment " + segment);
        }
        return ledger;
    }

    private long claim(int segment, int index) {
        long word = ledger(segment).word(index);
        long claimed = JobWord.claimed(word, 9, now);
        assertThat(ledger(segment).cas(index, word, claimed)).isTrue();
        return claimed;
    }

    private void finish(int segment, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(ledger(segment).finish(i, claim(segment, i), now)).isTrue();
        }
    }

    @Test
    void aSegmentIsRemovedWhenItsLastJobIsDone() {
        finish(1, 0, 3);
        assertThat(Compactor.compact(queue)).isZero();
        finish(1, 3, 4);
        assertThat(Compactor.compact(queue)).isEqualTo(1);
        assertThat(queue.files().segment(1)).doesNotExist();
        assertThat(queue.control().oldest(Lane.NORMAL)).isEqualTo(2);
        assertThat(Census.count(queue, now)).isEqualTo(new QueueStats(6, 0, 0, 0, 4, 10, 0));
    }

    @Test
    void theCurrentSegmentStays() {
        finish(1, 0, 4);
        finish(2, 0, 4);
        finish(3, 0, 2);
        assertThat(Compactor.compact(queue)).isEqualTo(2);
        assertThat(queue.files().segment(3)).exists();
        assertThat(Census.count(queue, now)).isEqualTo(new QueueStats(0, 0, 0, 0, 10, 10, 0));
    }

    /** A producer seals it, and is killed before it makes the next one: the others find their way from this one only. */
    @Test
    void theCurrentSegmentStaysEvenWhenItIsSealed() {
        finish(3, 0, 2);
        ledger(3).seal(2);
        assertThat(Compactor.compact(queue)).isZero();
        assertThat(queue.files().segment(3)).exists();
        queue.control().current(4);
        assertThat(Compactor.compact(queue)).isEqualTo(1);
    }

    @Test
    void resultsStayUntilTheSlowestOfThoseWhoWaitHasReadThem() throws IOException {
        int first = Lane.RESULTS.none() + 1;
        for (int segment = first; segment <= first + 1; segment++) {
            Files.createDirectories(queue.files().segment(segment));
            LedgerFile.create(queue.files().segment(segment), CAPACITY, 0);
        }
        queue.control().oldest(first);
        queue.control().current(first + 1);
        ledger(first).stage(0, JobWord.over(now));
        ledger(first).seal(1);
        Slot quick = queue.occupySlot();
        Slot slow = queue.occupySlot();
        quick.position(Lane.RESULTS, JobIds.of(first + 1, 0));
        slow.position(Lane.RESULTS, JobIds.of(first, 0));
        assertThat(Compactor.compact(queue)).as("not read by all").isZero();
        assertThat(queue.files().segment(first)).exists();
        slow.position(Lane.RESULTS, JobIds.of(first + 1, 0));
        assertThat(Compactor.compact(queue)).isEqualTo(1);
        assertThat(queue.files().segment(first)).doesNotExist();
    }

    @Test
    void aDeadJobKeepsItsSegmentAndNoLaterOne() {
        finish(1, 0, 3);
        ledger(1).bury(3, claim(1, 3), now);
        finish(2, 0, 4);
        assertThat(Compactor.compact(queue)).isEqualTo(1);
        assertThat(queue.files().segment(1)).exists();
        assertThat(queue.files().segment(2)).doesNotExist();
        assertThat(queue.control().oldest(Lane.NORMAL)).isEqualTo(1);
        assertThat(Census.count(queue, now)).isEqualTo(new QueueStats(2, 0, 0, 1, 7, 10, 0));
        Census.settle(queue);
        assertThat(queue.control().knownSettled(Lane.NORMAL)).isEqualTo(8);
    }

    @Test
    void aCompactorThatDiedAfterTheRenameIsFollowed() throws IOException {
        finish(1, 0, 4);
        ledger(1).remove();
        Files.move(queue.files().segment(1), directory.resolve("trash-1-1-1"));
        assertThat(Census.count(queue, now).done()).isEqualTo(4);
        assertThat(Compactor.compact(queue)).isZero();
        assertThat(queue.control().oldest(Lane.NORMAL)).isEqualTo(2);
    }

    @Test
    void ledgersThatAnotherProcessCompactedDoNotStayMapped() throws IOException {
        for (int segment = 1; segment <= 3; segment++) {
            ledger(segment);
        }
        assertThat(queue.ledgers().mapped()).isEqualTo(3);
        passSegment(1);
        queue.recoverDead();
        assertThat(queue.ledgers().mapped()).as("after recovery").isEqualTo(2);
        passSegment(2);
        assertThat(Census.count(queue, now).done()).isEqualTo(8);
        assertThat(queue.ledgers().mapped()).as("after a count").isEqualTo(1);
    }

    /** As another process does it. */
    private void passSegment(int segment) throws IOException {
        finish(segment, 0, CAPACITY);
        ledger(segment).remove();
        Files.move(queue.files().segment(segment), directory.resolve("trash-" + segment + "-1-1"));
        queue.control().oldest(segment + 1);
    }

    @Test
    void segmentStaysWhileSomebodyOpensOne() {
        finish(1, 0, CAPACITY);
        queue.locks().opening();
        assertThat(Compactor.compact(queue)).isZero();
        assertThat(queue.files().segment(1)).exists();
        queue.locks().opened();
        assertThat(Compactor.compact(queue)).isEqualTo(1);
    }
}
