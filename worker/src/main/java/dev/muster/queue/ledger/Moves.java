package dev.muster.queue.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Moves a job from one place to another exactly once. The copy is published as a job that nobody can claim; then one
 * compare-and-set turns the word at the source into a pointer to the copy, which is the move; then the copy is set free. The control
 * file says which move is under way, so whoever takes {@link SlotLocks#COMPACTION} next completes or undoes what a dead mover left. All
 * methods are for the holder of that lock.
 */
public final class Moves {

    private static final int SOURCE = ControlFile.OFFSET_MOVE;
    private static final int TARGET = SOURCE + 8;
    private static final int WORD = SOURCE + 16;
    private static final int BEFORE = SOURCE + 24;
    private static final int TOTAL = SOURCE + 32;

    private static final long NONE = 0;

    /** As if it had been delivered once: its next owner looks at the tally, which the owner of a new job need not. */
    static final int MOVED_DELIVERY = 1;

    private final QueueDirectory queue;

    Moves(QueueDirectory queue) {
        this.queue = queue;
    }

    private Region region() {
        return queue.control().region();
    }

    /** How many copies were ever published; each has left one word behind that says moved. */
    public long total() {
        return region().getLong(TOTAL);
    }

    /** The place of the job that is being moved, 0 for none. */
    public long underWay() {
        return region().getLong(SOURCE);
    }

    /** Whether the copy of the move under way has been published. */
    boolean isCopied() {
        long target = region().getLong(TARGET);
        return underWay() != NONE && target != NONE && word(target) == JobWord.pending();
    }

    /** The state of the copied job that is not set free yet; MOVED while it counts at the source still. */
    int committedState() {
        boolean moved = word(underWay()) == JobWord.moved(region().getLong(TARGET));
        return moved ? JobWord.state(region().getLong(WORD)) : JobWord.MOVED;
    }

    /** Says what is going to be moved, and what its word will be. */
    public void begin(long source, int state, long timeMs) {
        region().setLong(TARGET, NONE);
        region().setLong(WORD, JobWord.of(state, MOVED_DELIVERY, 0, timeMs));
        region().setLong(BEFORE, total());
        region().setLong(SOURCE, source);
    }

    /** Says where the copy is going to be, by the holder of the journal's write lock, and stages its word. */
    public void stage(LedgerFile ledger, int index) {
        region().setLong(TARGET, JobIds.of(ledger.segment(), index));
        ledger.stage(index, JobWord.stagedCopy());
    }

    /**
     * Makes the published copy the job, if the word at the source is still what the mover saw; {@link #complete} sets it free.
     *
     * @param newChance its failures and crashes are forgotten
     * @return where the job lives now, 0 when it was not moved
     */
    public long commit(LedgerFile source, int index, long seen, boolean newChance) {
        long target = region().getLong(TARGET);
        LedgerFile copy = queue.ledgers().find(JobIds.segment(target));
        if (copy != null) {
            // Deliveries start anew at the other place, so the last one that was counted is none of these.
            long tally = source.tally(index);
            copy.tally(JobIds.index(target), newChance ? Tally.newChance(tally) : Tally.carriedOver(tally));
        }
        return source.cas(index, seen, JobWord.moved(target)) ? target : NONE;
    }

    /** Where the copy of the move under way is, or was going to be; 0 for nowhere yet. */
    public long target() {
        return region().getLong(TARGET);
    }

    /** Where the job under way lives now; 0 when there is none or when it has not been moved. */
    public long committed() {
        long target = region().getLong(TARGET);
        boolean moved = underWay() != NONE && target != NONE && word(underWay()) == JobWord.moved(target);
        return moved ? target : NONE;
    }

    /** The copy that the last mover may have published without saying so; null when there is none in doubt. */
    public @Nullable LedgerFile copyInDoubt() {
        long target = region().getLong(TARGET);
        if (underWay() == NONE || target == NONE || word(target) != JobWord.stagedCopy()) {
            return null;
        }
        return queue.ledgers().find(JobIds.segment(target));
    }

    /** The index of {@link #copyInDoubt}. */
    public int indexInDoubt() {
        return JobIds.index(region().getLong(TARGET));
    }

    /** Completes or undoes the move under way. Whether the copy was published has to be settled before. */
    public void complete() {
        long source = underWay();
        if (source == NONE) {
            return;
        }
        long target = region().getLong(TARGET);
        boolean moved = target != NONE && word(source) == JobWord.moved(target);
        if (moved || (target != NONE && (isCopied() || word(target) == JobWord.moved(NONE)))) {
            LedgerFile copy = queue.ledgers().find(JobIds.segment(target));
            if (copy != null) {
                long end = moved ? region().getLong(WORD) : JobWord.moved(NONE);
                copy.cas(JobIds.index(target), JobWord.pending(), end);
            }
            region().setLong(TOTAL, region().getLong(BEFORE) + 1);
        }
        region().setLong(SOURCE, NONE);
    }

    private long word(long jobId) {
        LedgerFile ledger = queue.ledgers().find(JobIds.segment(jobId));
        return ledger == null ? 0 : ledger.word(JobIds.index(jobId));
    }
}
