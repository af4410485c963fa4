package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.QueueStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovesTest {

    private static final int CAPACITY = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private QueueDirectory queue;

    @SuppressWarnings("NullAway.Init")
    private LedgerFile source;

    @SuppressWarnings("NullAway.Init")
    private LedgerFile target;

    private long now;

    /** A dead job, and an empty segment to move it to. */
    @BeforeEach
    void create() throws IOException {
        queue = QueueDirectory.open(directory, CAPACITY, false);
        now = System.currentTimeMillis();
        source = segment(Lane.NORMAL);
        target = segment(Lane.DEAD);
        source.stage(0, JobWord.staged(now, now));
        source.publish(0, now);
        assertThat(source.putAside(0, source.word(0), now)).isTrue();
    }

    private LedgerFile segment(Lane lane) throws IOException {
        int number = lane.none() + 1;
        Files.createDirectories(queue.files().segment(number));
        LedgerFile.create(queue.files().segment(number), CAPACITY, 0);
        queue.control().oldest(number);
        queue.control().current(number);
        LedgerFile ledger = queue.ledgers().find(number);
        if (ledger == null) {
            throw new AssertionError("no segment " + number);
        }
        return ledger;
    }

    private void copy() {
        queue.moves().begin(JobIds.of(source.segment(), 0), JobWord.DEAD, now);
        queue.moves().stage(target, 0);
        target.publish(0, now);
    }

    @Test
    void aMoveThatSomebodyForestalledLeavesNothingOfItsCopy() {
        long seen = source.word(0);
        copy();
        assertThat(source.cancel(0, seen, now)).as("it is removed meanwhile").isTrue();
        assertThat(queue.moves().commit(source, 0, seen, false)).isZero();
        assertThat(target.word(0)).as("before the move is completed").isEqualTo(JobWord.pending());
        queue.moves().complete();
        assertThat(JobWord.isFinal(target.word(0)))
                .as("its segment must be able to go")
                .isTrue();
        assertThat(Census.count(queue, now)).isEqualTo(new QueueStats(0, 0, 0, 0, 1, 1, 0));
    }

    @Test
    void aMoveThatCameToItsEndLeavesTheJobAtTheOtherPlaceOnly() {
        long seen = source.word(0);
        copy();
        assertThat(queue.moves().commit(source, 0, seen, false)).isEqualTo(JobIds.of(target.segment(), 0));
        assertThat(target.word(0)).as("before the move is completed").isEqualTo(JobWord.pending());
        queue.moves().complete();
        assertThat(JobWord.isFinal(source.word(0))).isTrue();
        assertThat(JobWord.state(target.word(0))).isEqualTo(JobWord.DEAD);
        assertThat(Census.count(queue, now)).isEqualTo(new QueueStats(0, 0, 0, 1, 0, 1, 0));
    }
}
