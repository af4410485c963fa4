package dev.muster.queue.ledger;

/**
 * The 64 bits beside a job's word that say how its deliveries ended: {@code accounted:12 | attempts:16 | crashes:16 |
 * interruptions:16}. {@code accounted} is the last delivery that is contained in the counts: whoever gives a job back counts
 * first and changes the word second, and if it dies in between, the next one sees that this delivery has been counted.
 * Pure functions.
 */
public final class Tally {

    private static final int LIMIT = (1 << 16) - 1;

    private Tally() {}

    /** How many deliveries ended in a failure of the handler. */
    public static int attempts(long tally) {
        return (int) (tally >>> 32) & LIMIT;
    }

    /** How many workers died with the job in their hands. */
    public static int crashes(long tally) {
        return (int) (tally >>> 16) & LIMIT;
    }

    /** How many deliveries were ended by a planned stop. */
    public static int interruptions(long tally) {
        return (int) tally & LIMIT;
    }

    static int accounted(long tally) {
        return (int) (tally >>> 48) & JobWord.MAX_DELIVERY;
    }

    /** The counts for a place where deliveries start anew. */
    static long carriedOver(long tally) {
        return tally & (1L << 48) - 1;
    }

    /** Counts the end of a delivery, once; counts stop at 65535. */
    static long count(long tally, int delivery, Verdict verdict) {
        if (accounted(tally) == delivery) {
            return tally;
        }
        int attempts = attempts(tally) + (verdict == Verdict.FAILED ? 1 : 0);
        int crashes = crashes(tally) + (verdict == Verdict.CRASHED ? 1 : 0);
        int interruptions = interruptions(tally) + (verdict == Verdict.INTERRUPTED ? 1 : 0);
        return (long) delivery << 48
                | (long) Math.min(attempts, LIMIT) << 32
                | (long) Math.min(crashes, LIMIT) << 16
                | Math.min(interruptions, LIMIT);
    }
}
