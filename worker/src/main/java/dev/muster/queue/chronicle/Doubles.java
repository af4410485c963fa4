package dev.muster.queue.chronicle;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds out of which jobs there are several documents, and which of those is the job. Most jobs have one, so they are only noted in a Bloom
 * filter, two bytes each; those that it takes for seen before are looked at in a second round. Confined to a thread.
 */
final class Doubles {

    /** Words are on the disk half a minute after they were written; should whole ledgers be lost, some jobs may run twice. */
    private static final int MOST = 200_000;

    private static final int BITS_A_JOB = 16;
    private static final int LEAST_BITS = 1 << 16;
    private static final int MOST_BITS = 1 << 28;
    private static final int HASHES = 4;

    private final BitSet seen;
    private final int mask;
    private final Set<Long> suspects = new HashSet<>();
    private final Map<Long, Candidate> best = new HashMap<>();

    private record Candidate(long place, int rank) {}

    /** @param jobs how many there are, about */
    Doubles(long jobs) {
        long wanted = Math.min(MOST_BITS, Math.max(LEAST_BITS, jobs * BITS_A_JOB));
        this.mask = Integer.highestOneBit((int) wanted) - 1;
        this.seen = new BitSet(mask + 1);
    }

    /** First round: there is a document of a job. */
    void note(long origin) {
        long hash = origin * 0x9e3779b97f4a7c15L;
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        boolean known = true;
        for (int i = 0; i < HASHES; i++) {
            int bit = ((int) hash + i * (int) (hash >>> 32)) & mask;
            known &= seen.get(bit);
            seen.set(bit);
        }
        if (known && suspects.size() < MOST) {
            suspects.add(origin);
        }
    }

    /** Whether a second round is worth while. */
    boolean any() {
        return !suspects.isEmpty();
    }

    /** Second round: a document of a job, and how much speaks for it. */
    void compete(long origin, long place, int rank) {
        if (suspects.contains(origin)) {
            best.merge(origin, new Candidate(place, rank), (one, other) -> other.rank() > one.rank() ? other : one);
        }
    }

    /** Whether a document is the job: the only one, or the best. */
    boolean isJob(long origin, long place) {
        Candidate winner = best.get(origin);
        return winner == null || winner.place() == place;
    }
}
