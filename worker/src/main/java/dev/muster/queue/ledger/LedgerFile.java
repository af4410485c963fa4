package dev.muster.queue.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The words of one segment's jobs. Indexes run from 0 in the order of the journal. Thread-safe.
 *
 * <p>File: a header of 4 KiB, a word a job, then a tally a job. Words and tallies get their blocks in steps, ahead of the jobs; nobody
 * looks behind {@link #allocatedJobs}. The header says how far the journal has its blocks, too.
 */
public final class LedgerFile {

    private static final int HEADER_BYTES = 4096;
    private static final int OFFSET_CAPACITY = 0;
    private static final int OFFSET_SEALED = 64;
    private static final int OFFSET_LOW = 128;
    private static final int OFFSET_BASE = 192;
    private static final int OFFSET_REMOVED = 256;
    private static final int OFFSET_ALLOCATED_JOBS = 320;
    private static final int OFFSET_ALLOCATED_JOURNAL = 328;

    private static final int STEP = 1 << 16;

    /** The most that {@link #allocateWords} takes. */
    public static final long STEP_BYTES = 16L * STEP;

    private final Region region;
    private final int segment;
    private final int capacity;

    private LedgerFile(Region region, int segment, int capacity) {
        this.region = region;
        this.segment = segment;
        this.capacity = capacity;
    }

    /**
     * Makes the ledger of a new segment within its directory.
     *
     * @param journalBytes how much of the journal beside it has its blocks
     */
    public static void create(Path segmentDirectory, int capacity, long journalBytes) {
        int first = Math.min(capacity, STEP);
        Region region = Region.create(QueueFiles.ledger(segmentDirectory), size(capacity), blocks -> {
            blocks.allocate(0, HEADER_BYTES + 8L * first);
            blocks.allocate(HEADER_BYTES + 8L * capacity, 8L * first);
        });
        region.setInt(OFFSET_CAPACITY, capacity);
        region.setInt(OFFSET_ALLOCATED_JOBS, first);
        region.setLong(OFFSET_ALLOCATED_JOURNAL, journalBytes);
    }

    /** What a ledger takes of the disk that holds no job yet. */
    public static long emptyBytes(int capacity) {
        return HEADER_BYTES + 16L * Math.min(capacity, STEP);
    }

    static LedgerFile open(Path segmentDirectory, int segment) {
        Region region = Region.map(QueueFiles.ledger(segmentDirectory));
        return new LedgerFile(region, segment, region.getInt(OFFSET_CAPACITY));
    }

    /** The ledger that a power cut left, null when not even its length is right. Its header may say nothing. */
    static @Nullable LedgerFile openFormer(Path segmentDirectory, int segment, int capacity) {
        Path file = QueueFiles.ledger(segmentDirectory);
        if (Files.notExists(file)) {
            return null;
        }
        Region region = Region.map(file);
        return region.size() == size(capacity) ? new LedgerFile(region, segment, capacity) : null;
    }

    private static int size(int capacity) {
        return HEADER_BYTES + 16 * capacity;
    }

    public int segment() {
        return segment;
    }

    public int capacity() {
        return capacity;
    }

    /** For how many jobs there are words and tallies that may be touched. */
    public int allocatedJobs() {
        return region.getInt(OFFSET_ALLOCATED_JOBS);
    }

    /** Up to where the journal may be written. */
    public long allocatedJournal() {
        return region.getLong(OFFSET_ALLOCATED_JOURNAL);
    }

    /** What the segment takes of the disk. */
    public long allocatedBytes() {
        return HEADER_BYTES + 16L * allocatedJobs() + allocatedJournal();
    }

    /**
     * Makes room for a step's words more, by the holder of the journal's write lock.
     *
     * @throws DiskFullException when there is none
     */
    public void allocateWords(Path segmentDirectory) {
        int from = allocatedJobs();
        int to = Math.min(capacity, from + STEP);
        try (Allocator blocks = Allocator.open(QueueFiles.ledger(segmentDirectory))) {
            blocks.allocate(HEADER_BYTES + 8L * from, 8L * (to - from));
            blocks.allocate(tallyOffset(from), 8L * (to - from));
        }
        region.setInt(OFFSET_ALLOCATED_JOBS, to);
    }

    /** Says that the journal has its blocks up to somewhere, by the holder of its write lock. */
    public void allocatedJournal(long bytes) {
        region.setLong(OFFSET_ALLOCATED_JOURNAL, bytes);
    }

    public long word(int index) {
        return region.getLong(HEADER_BYTES + 8 * index);
    }

    public boolean cas(int index, long expected, long next) {
        return region.casLong(HEADER_BYTES + 8 * index, expected, next);
    }

    /** Written before the document is published, by the holder of the journal's write lock: erases what a dead one left. */
    public void stage(int index, long staged) {
        region.setLongRelease(HEADER_BYTES + 8 * index, staged);
    }

    /** Takes back what was staged for a document that is not going to be published, by the holder of the write lock. */
    public void unstage(int index) {
        region.setLongRelease(HEADER_BYTES + 8 * index, 0);
    }

    /** Marks a staged job as published. Whoever sees the document may do it; nothing happens if somebody was faster. */
    public void publish(int index, long nowMs) {
        long word = word(index);
        if (JobWord.state(word) == JobWord.STAGED) {
            cas(index, word, JobWord.published(word, nowMs));
        }
    }

    public long tally(int index) {
        return region.getLong(tallyOffset(index));
    }

    /** Writes both words of a job that a former boot left, before its document is published: nobody else has the queue yet. */
    public void restore(int index, long word, long tally) {
        tally(index, tally);
        stage(index, word);
    }

    /** What a moved job brings with it. Before it can be claimed. */
    void tally(int index, long tally) {
        region.setLong(tallyOffset(index), tally);
    }

    /** Finishes a claimed job. @return false when the claim was lost */
    public boolean finish(int index, long claimed, long nowMs) {
        return cas(index, claimed, settled(claimed, JobWord.DONE, nowMs));
    }

    /** Finishes a job that nobody holds. @return false when its word has changed */
    public boolean cancel(int index, long seen, long nowMs) {
        return cas(index, seen, settled(seen, JobWord.DONE, nowMs));
    }

    /**
     * Notes that a claimed job is not wanted any more: its owner may look, and whoever it is given back to has to.
     *
     * @return false when the claim is over
     */
    public boolean askToEnd(int index, long claimed) {
        while (true) {
            long tally = tally(index);
            if (word(index) != claimed) {
                return false;
            }
            long asked = Tally.cancelled(tally);
            if (asked == tally || region.casLong(tallyOffset(index), tally, asked)) {
                return word(index) == claimed; // or it may have been given back without a look
            }
        }
    }

    /** Puts a job aside that nobody holds, see {@link Burials}. @return false when its word has changed */
    boolean putAside(int index, long seen, long nowMs) {
        return cas(index, seen, settled(seen, JobWord.DEAD, nowMs));
    }

    /** Puts a claimed job aside. @return false when the claim was lost */
    public boolean bury(int index, long claimed, long nowMs) {
        return account(index, claimed, Verdict.FAILED) && cas(index, claimed, settled(claimed, JobWord.DEAD, nowMs));
    }

    /**
     * Gives a claimed job back: counts how its delivery ended, then makes it ready, now or later.
     *
     * @return false when the claim was lost
     */
    public boolean giveBack(int index, long claimed, Verdict verdict, long readyAtMs, long nowMs) {
        if (!account(index, claimed, verdict)) {
            return false;
        }
        if (JobWord.delivery(claimed) == JobWord.MAX_DELIVERY) {
            return cas(index, claimed, settled(claimed, JobWord.DEAD, nowMs));
        }
        int state = readyAtMs > nowMs ? JobWord.DELAYED : JobWord.READY;
        return cas(index, claimed, JobWord.of(state, JobWord.delivery(claimed), JobWord.slot(claimed), readyAtMs));
    }

    /**
     * Counts the end of a delivery as long as its claim holds. The tally is read before the word is checked and changed by
     * compare-and-set, so an owner that lost its claim meanwhile cannot spoil the count of its successor.
     */
    private boolean account(int index, long claimed, Verdict verdict) {
        while (true) {
            long tally = tally(index);
            if (word(index) != claimed) {
                return false;
            }
            long counted = Tally.count(tally, JobWord.delivery(claimed), verdict);
            if (counted == tally || region.casLong(tallyOffset(index), tally, counted)) {
                return true;
            }
        }
    }

    static long settled(long claimed, int state, long nowMs) {
        return JobWord.of(state, JobWord.delivery(claimed), JobWord.slot(claimed), nowMs);
    }

    private int tallyOffset(int index) {
        return HEADER_BYTES + 8 * capacity + 8 * index;
    }

    public boolean isSealed() {
        return region.getInt(OFFSET_SEALED) != 0;
    }

    /** Closes the segment for new jobs. By the holder of the journal's write lock. */
    public void seal(int count) {
        region.setInt(OFFSET_SEALED, count + 1);
    }

    /**
     * How many words have been written: the number of jobs, and perhaps one more in an open segment that a producer has staged
     * and not yet published, or never will.
     */
    public int written() {
        int sealed = region.getInt(OFFSET_SEALED);
        if (sealed != 0) {
            return sealed - 1;
        }
        // Words are written in order and never cleared: find the first empty one.
        int low = low();
        int high = allocatedJobs();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (word(middle) == 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** How many jobs are certainly published; a last word that is only staged does not count, see {@link #publish}. */
    public int published() {
        int written = written();
        boolean unsure = written > 0 && !isSealed() && JobWord.state(word(written - 1)) == JobWord.STAGED;
        return unsure ? written - 1 : written;
    }

    /** All jobs below this index are final. */
    public int low() {
        return region.getInt(OFFSET_LOW);
    }

    /** Moves {@link #low} over the final jobs that follow it. @return the new value */
    public int moveLow(int limit) {
        int seen = low();
        int low = seen;
        while (low < limit && JobWord.isFinal(word(low))) {
            low++;
        }
        while (low > seen && !region.casInt(OFFSET_LOW, seen, low)) {
            seen = low();
        }
        return Math.max(low, seen);
    }

    /** Its files are gone, or are about to be. */
    boolean isRemoved() {
        return region.getInt(OFFSET_REMOVED) != 0;
    }

    /** By the holder of {@link SlotLocks#COMPACTION}. */
    void remove() {
        region.setInt(OFFSET_REMOVED, 1);
    }

    /** Jobs in all earlier segments of the lane together. */
    public long base() {
        return region.getLong(OFFSET_BASE);
    }

    /** By the holder of {@link SlotLocks#CREATION}, before the segment becomes the current one. */
    public void base(long jobs) {
        region.setLong(OFFSET_BASE, jobs);
    }
}
