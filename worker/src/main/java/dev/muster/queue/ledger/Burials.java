package dev.muster.queue.ledger;

/**
 * Puts jobs aside that nobody holds, and counts them exactly: the control file says which one is being put aside, so whoever takes
 * {@link SlotLocks#COMPACTION} next counts what a dead one left uncounted. A dead job changes under that lock only, so its word still
 * tells. All methods but {@link #total} are for the holder of that lock.
 */
public final class Burials {

    private static final int PLACE = ControlFile.OFFSET_BURIAL;
    private static final int WORD = PLACE + 8;
    private static final int BEFORE = PLACE + 16;
    private static final int TOTAL = PLACE + 24;

    private static final long NONE = 0;

    private final QueueDirectory queue;

    Burials(QueueDirectory queue) {
        this.queue = queue;
    }

    private Region region() {
        return queue.control().region();
    }

    /** How many jobs were put aside so. Any thread. */
    long total() {
        return region().getLong(TOTAL);
    }

    /** Goes on counting where another queue has stopped. */
    void inherit(Burials former) {
        region().setLong(TOTAL, former.total());
    }

    /** Puts a job aside that nobody holds. @return false when its word has changed */
    public boolean bury(LedgerFile ledger, int index, long seen, long nowMs) {
        complete();
        region().setLong(WORD, LedgerFile.settled(seen, JobWord.DEAD, nowMs));
        region().setLong(BEFORE, total());
        region().setLong(PLACE, JobIds.of(ledger.segment(), index));
        boolean done = ledger.putAside(index, seen, nowMs);
        LedgerStep.BURIED.reach();
        complete();
        return done;
    }

    /** Counts what is under way, if it came to pass. */
    public void complete() {
        long place = region().getLong(PLACE);
        if (place == NONE) {
            return;
        }
        LedgerFile ledger = queue.ledgers().find(JobIds.segment(place));
        if (ledger != null && ledger.word(JobIds.index(place)) == region().getLong(WORD)) {
            region().setLong(TOTAL, region().getLong(BEFORE) + 1);
        }
        region().setLong(PLACE, NONE);
    }
}
