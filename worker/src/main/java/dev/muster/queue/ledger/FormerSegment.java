package dev.muster.queue.ledger;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A segment that an earlier boot left. Its words may be older than they were, or missing altogether; an EMPTY one says nothing. Thread-safe.
 */
public final class FormerSegment {

    private final Path path;
    private final int number;
    private final int capacity;
    private final @Nullable LedgerFile ledger;

    private FormerSegment(Path path, int number, int capacity, @Nullable LedgerFile ledger) {
        this.path = path;
        this.number = number;
        this.capacity = capacity;
        this.ledger = ledger;
    }

    static FormerSegment open(Path path, int number, int capacity) {
        return new FormerSegment(path, number, capacity, LedgerFile.openFormer(path, number, capacity));
    }

    /** Its directory. */
    public Path path() {
        return path;
    }

    public int number() {
        return number;
    }

    public int capacity() {
        return capacity;
    }

    public Lane lane() {
        return Lane.of(number);
    }

    /** Where a job is, as far as is known. */
    public long word(int index) {
        return ledger == null ? 0 : ledger.word(index);
    }

    /** How the job's deliveries ended, as far as is known. */
    public long tally(int index) {
        return ledger == null ? 0 : ledger.tally(index);
    }

    /** The last job that is known to have been put, -1 for none. */
    public int lastWord() {
        int last = capacity - 1;
        while (last >= 0 && JobWord.state(word(last)) == JobWord.EMPTY) {
            last--;
        }
        return last;
    }

    /** Compacted, by somebody who had not deleted it yet. */
    boolean isRemoved() {
        return ledger != null && ledger.isRemoved();
    }

    /** Whether it is certain, without a look at the documents, that nothing of it is going to run again. */
    public boolean isOver() {
        if (ledger == null || !ledger.isSealed()) {
            return false;
        }
        int count = Math.min(capacity, ledger.written());
        for (int i = 0; i < count; i++) {
            long word = ledger.word(i);
            if (JobWord.state(word) != JobWord.DONE && !JobWord.isVoid(word)) {
                return false;
            }
        }
        return true;
    }

    /** What its jobs have saved. */
    public Checkpoints checkpoints() {
        return new Checkpoints(path, false);
    }

    /** What is known of the deaths in it. */
    public EvidenceFile evidence() {
        return new EvidenceFile(path);
    }
}
