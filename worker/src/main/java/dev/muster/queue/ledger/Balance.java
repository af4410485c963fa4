package dev.muster.queue.ledger;

import dev.muster.queue.ledger.Slot.Count;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a dead owner's counts agree with its jobs: what a slot has claimed and does not hold any more has ended, in one way or
 * another. An owner first changes a job's word and counts then, so the last event may be missing, and the words tell:
 *
 * <ul>
 *   <li>It holds more than its counts say: it died in the poll that claimed them, before it counted the batch.
 *   <li>It holds less: it died between a settlement and its count. As what it was going to count that stands in the slot since before
 *       the word changed ({@link Slot#ending}).
 * </ul>
 *
 * <p>Both at a time cannot be, since one thread does one thing after the other. A recoverer does as an owner does, so what it leaves
 * uncounted when it dies is found by the next one. After a power cut words and counts may be of different ages, and are made to agree all the
 * same. For the holder of a slot's byte whose owner is dead.
 */
final class Balance {

    private static final Logger LOG = LoggerFactory.getLogger(Balance.class);

    private static final List<Count> ENDS =
            List.of(Count.ACKS, Count.RETRIES, Count.RELEASES, Count.BURIES, Count.CRASHES, Count.INTERRUPTIONS);

    private Balance() {}

    /** Counts what the last owner, or the last recoverer, did not live to count. */
    static void restore(Slot slot, int held) {
        long missing = slot.count(Count.CLAIMS) - held - ends(slot);
        if (missing < 0) {
            slot.count(Count.CLAIMS, -missing);
        } else if (missing > 0 && ENDS.contains(slot.ending())) {
            slot.count(slot.ending(), missing);
        } else if (missing > 0) {
            LOG.warn("slot {}: {} claims have ended nobody knows how", slot.index(), missing);
        }
    }

    private static long ends(Slot slot) {
        return ENDS.stream().mapToLong(slot::count).sum();
    }
}
