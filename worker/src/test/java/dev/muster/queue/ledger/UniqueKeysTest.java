package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table is made anew while others start, end and make segments. */
class UniqueKeysTest {

    /** More than half of the smallest table. */
    private static final int MANY = 2100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private QueueDirectory queue;

    @SuppressWarnings("NullAway.Init")
    private UniqueKeys keys;

    @BeforeEach
    void open() {
        queue = QueueDirectory.open(directory.resolve("q"), 100, false);
        keys = queue.uniqueKeys();
        keys.create();
    }

    private void enter(int from, int to, LongPredicate unfinished) {
        for (int key = from; key <= to; key++) {
            long hash = UniqueKeys.hash("key " + key);
            keys.enter(keys.reserve(hash, unfinished), hash, key);
        }
    }

    @Test
    void growsWhileAnotherOneSweeps() {
        enter(1, MANY, place -> {
            Janitor.sweep(queue); // as whoever opens the queue does, and makes a segment
            return true;
        });
        assertThat(keys.find(UniqueKeys.hash("key 1"), place -> true)).isEqualTo(1);
        assertThat(keys.find(UniqueKeys.hash("key " + MANY), place -> true)).isEqualTo(MANY);
    }

    @Test
    void isMadeAnewAfterOneWhoWasKilledAtIt() throws IOException {
        Path left = Files.writeString(directory.resolve("q/unique.new"), "half made");
        enter(1, MANY, place -> true);
        assertThat(keys.find(UniqueKeys.hash("key 7"), place -> true)).isEqualTo(7);
        assertThat(left).doesNotExist();
    }
}
