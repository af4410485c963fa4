package dev.muster.queue.ledger;

import java.util.Map;

/**
 * Reads a queue that an earlier boot of the machine left, whose files may have holes, and puts the jobs that were not finished into fresh
 * ones. Everybody else is kept out meanwhile.
 */
public interface Salvage {

    /**
     * Fills the fresh queue; nothing in the former one may be changed.
     *
     * @param fresh its lanes begin behind the last segment of the former one
     * @return what was found
     * @throws DiskFullException when there is no room for both
     */
    Outcome salvage(FormerQueue former, QueueDirectory fresh);

    /** Called by the others now and then while something gets on that takes long. */
    default void progress() {}

    /**
     * What became of the jobs. Immutable.
     *
     * @param kept jobs that wait, or were put aside
     * @param interrupted how many of those were running, by the slots that held them
     * @param lost jobs that had not been finished, and whose documents are damaged or were never written
     */
    record Outcome(long kept, Map<Integer, Integer> interrupted, long lost) {
        public Outcome {
            interrupted = Map.copyOf(interrupted);
        }

        /** How many of the kept jobs were running. */
        int running() {
            return interrupted.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
