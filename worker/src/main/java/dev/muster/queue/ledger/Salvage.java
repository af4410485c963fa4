package dev.muster.queue.ledger;

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

    /**
     * What became of the jobs. Immutable.
     *
     * @param kept jobs that wait, or were put aside
     * @param interrupted how many of those were running
     * @param lost jobs that had not been finished, and whose documents are damaged or were never written
     */
    record Outcome(long kept, long interrupted, long lost) {}
}
