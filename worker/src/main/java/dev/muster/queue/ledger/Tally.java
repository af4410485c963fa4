package dev.muster.queue.ledger;

/**
 * The 64 bits beside a job's word that say how its deliveries ended: {@code accounted:12 | attempts:14 | crashes:10 |
 * suspicions:10 | cancelled:1 | interruptions:17}. {@code accounted} is the last delivery that is contained in the counts: whoever gives a job back counts
 * first and changes the word second, and if it dies in between, the next one sees that this delivery has been counted. {@code cancelled} is
 * set by whoever does not want the job any more, while a worker has it: it is not to be handed out again.
 * Pure functions.
 */
public final class Tally {

    private static final int ATTEMPTS = 38;
    private static final int CRASHES = 28;
    private static final int SUSPICIONS = 18;
    private static final int ACCOUNTED = 52;
    private static final int MOST_ATTEMPTS = (1 << 14) - 1;
    private static final int MOST_CRASHES = (1 << 10) - 1;
    private static final int MOST_INTERRUPTIONS = (1 << 17) - 1;
    private static final long CANCELLED = 1 << 17;

    private Tally() {}

    /** How many deliveries ended in a failure of the handler. */
    public static int attempts(long tally) {
        return (int) (tally >>> ATTEMPTS) & MOST_ATTEMPTS;
    }

    /** How many workers died with this job and others in their hands, or alone with it. */
    public static int crashes(long tally) {
        return ((int) (tally >>> CRASHES) & MOST_CRASHES) + suspicions(tally);
    }

    /** How many of the {@link #crashes} may have been the fault of another job. */
    public static int suspicions(long tally) {
        return (int) (tally >>> SUSPICIONS) & MOST_CRASHES;
    }

    /** How many deliveries were ended by a planned stop. */
    public static int interruptions(long tally) {
        return (int) tally & MOST_INTERRUPTIONS;
    }

    /** Whether nobody wants the job any more. */
    public static boolean isCancelled(long tally) {
        return (tally & CANCELLED) != 0;
    }

    static long cancelled(long tally) {
        return tally | CANCELLED;
    }

    static int accounted(long tally) {
        return (int) (tally >>> ACCOUNTED) & JobWord.MAX_DELIVERY;
    }

    /** The counts for a place where deliveries start anew. */
    public static long carriedOver(long tally) {
        return tally & (1L << ACCOUNTED) - 1;
    }

    /** The counts of a job that a boot of the machine ended, for a place where deliveries start anew. */
    public static long rebooted(long tally, int delivery) {
        return carriedOver(count(tally, delivery, Verdict.INTERRUPTED));
    }

    /** The counts of a job that gets another chance. */
    static long newChance(long tally) {
        return interruptions(tally);
    }

    /** Counts the end of a delivery, once; each count stops at its limit. */
    static long count(long tally, int delivery, Verdict verdict) {
        if (accounted(tally) == delivery) {
            return tally;
        }
        int certain = crashes(tally) - suspicions(tally) + (verdict == Verdict.CRASHED ? 1 : 0);
        int suspicions = verdict.clearsSuspicion() ? 0 : suspicions(tally) + (verdict == Verdict.SUSPECTED ? 1 : 0);
        int attempts = attempts(tally) + (verdict == Verdict.FAILED ? 1 : 0);
        int interruptions = interruptions(tally) + (verdict == Verdict.INTERRUPTED ? 1 : 0);
        return (long) delivery << ACCOUNTED
                | (long) Math.min(attempts, MOST_ATTEMPTS) << ATTEMPTS
                | (long) Math.min(certain, MOST_CRASHES) << CRASHES
                | (long) Math.min(suspicions, MOST_CRASHES) << SUSPICIONS
                | (tally & CANCELLED)
                | Math.min(interruptions, MOST_INTERRUPTIONS);
    }
}
