package dev.muster.queue.ledger;

/**
 * The 64 bits that say where a job is: {@code state:3 | delivery:12 | slot:9 | time:40}. A job changes by compare-and-set of
 * this word and by nothing else.
 *
 * <p>The delivery number grows at each claim and never wraps (a job that was handed out {@link #MAX_DELIVERY} times is put
 * aside as dead), so a claimed word never occurs twice and a late settlement fails for ever. Times are milliseconds since
 * 2026, enough until 2060. Pure functions.
 */
public final class JobWord {

    /** Never written: no job has this index yet. */
    public static final int EMPTY = 0;
    /** Written by a producer whose document may or may not have been published; only the last word of a segment can lie. */
    public static final int STAGED = 1;
    /** May be claimed now, whatever the clock says. */
    public static final int READY = 2;
    /** May be claimed once its time has come. */
    public static final int DELAYED = 3;
    /** Belongs to a slot. */
    public static final int CLAIMED = 4;
    /** Finished. */
    public static final int DONE = 5;
    /** Put aside. */
    public static final int DEAD = 6;
    /** Lives on in another place, which the other bits name; in none when it was only the copy of a move that failed. */
    public static final int MOVED = 7;

    public static final int MAX_DELIVERY = (1 << 12) - 1;

    /** In the slot's place of a staged word, which belongs to nobody: a delay was asked for. */
    private static final int ASKED_DELAY = 1;

    /** In the delivery's place of a staged word: the copy of a job that lives elsewhere until the move is completed. */
    private static final int COPY = 1;

    private static final long PLACE = (1L << 61) - 1;

    private static final long EPOCH_MS = 1_767_225_600_000L; // 2026-01-01T00:00:00Z
    private static final long MAX_TIME = (1L << 40) - 1;

    private JobWord() {}

    public static long of(int state, int delivery, int slot, long timeMs) {
        long time = Math.min(Math.max(timeMs - EPOCH_MS, 0), MAX_TIME);
        return (long) state << 61 | (long) delivery << 49 | (long) slot << 40 | time;
    }

    public static int state(long word) {
        return (int) (word >>> 61);
    }

    public static int delivery(long word) {
        return (int) (word >>> 49) & MAX_DELIVERY;
    }

    public static int slot(long word) {
        return (int) (word >>> 40) & (ControlFile.SLOTS - 1);
    }

    /** Ready: since when. Delayed: until when. Claimed, done, dead: since when. In milliseconds of the epoch. */
    public static long timeMs(long word) {
        return (word & MAX_TIME) + EPOCH_MS;
    }

    /** Nothing will ever happen to this job here. Dead jobs are not final: they can be retried. */
    public static boolean isFinal(long word) {
        int state = state(word);
        return state == DONE || state == MOVED;
    }

    /** The word of a job that is being put. */
    public static long staged(long nowMs, long readyAtMs) {
        return of(STAGED, 0, readyAtMs > nowMs ? ASKED_DELAY : 0, readyAtMs);
    }

    /**
     * What a staged word becomes once its document is published. Without a delay it is ready whatever the clock says: whoever
     * publishes it may have read the clock before the producer did.
     */
    public static long published(long staged, long nowMs) {
        if (delivery(staged) == COPY) {
            return pending();
        }
        boolean delayed = slot(staged) == ASKED_DELAY && timeMs(staged) > nowMs;
        return of(delayed ? DELAYED : READY, delivery(staged), 0, timeMs(staged));
    }

    public static boolean claimable(long word, long nowMs) {
        int state = state(word);
        return state == READY || (state == DELAYED && timeMs(word) <= nowMs);
    }

    /** The word of what is only read and never claimed. */
    public static long over(long nowMs) {
        return of(DONE, 0, 0, nowMs);
    }

    /** The word of a job's copy that is being put; nobody can claim it until the move is completed. */
    static long stagedCopy() {
        return of(STAGED, COPY, 0, 0);
    }

    /** Whether only a copy was here whose move came to nothing. */
    public static boolean isVoid(long word) {
        return word == moved(0);
    }

    /** Whether a word may be that of a copy whose move nobody has completed, as far as is known. */
    public static boolean isUnsettledCopy(long word) {
        return state(word) == EMPTY || state(word) == STAGED || word == pending();
    }

    /** Whether somebody works, or worked, on the job. */
    public static boolean isRunning(long word) {
        return state(word) == CLAIMED && delivery(word) > 0;
    }

    /**
     * The word of a job that goes on at another place.
     *
     * @param state {@link #READY}, {@link #DELAYED} or {@link #DEAD}
     * @param timeMs ready or dead since then, delayed until then
     * @param tally what it brings with it: whoever claims a job that was never delivered does not look
     */
    public static long carriedOver(int state, long timeMs, long tally) {
        return of(state, state == DEAD || tally != 0 ? Moves.MOVED_DELIVERY : 0, 0, timeMs);
    }

    /** A published copy: claimed by nobody, which is a delivery that no claim has. */
    static long pending() {
        return of(CLAIMED, 0, 0, 0);
    }

    /** Lives on in another place. */
    static long moved(long jobId) {
        return (long) MOVED << 61 | jobId;
    }

    /** Where a moved job lives on, 0 for nowhere. */
    public static long movedTo(long word) {
        return word & PLACE;
    }

    static boolean isClaimedBy(long word, int slot) {
        return state(word) == CLAIMED && slot(word) == slot && delivery(word) > 0;
    }

    /** The word after a claim by a slot. */
    public static long claimed(long word, int slot, long nowMs) {
        return of(CLAIMED, delivery(word) + 1, slot, nowMs);
    }

    static String describe(long word) {
        String[] names = {"EMPTY", "STAGED", "READY", "DELAYED", "CLAIMED", "DONE", "DEAD", "MOVED"};
        return names[state(word)] + " delivery " + delivery(word) + " slot " + slot(word) + " time " + timeMs(word);
    }
}
