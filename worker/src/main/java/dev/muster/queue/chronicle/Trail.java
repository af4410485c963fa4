package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Pages;

/**
 * Lets go of the journal's pages behind somebody who goes through it in one direction: a process with a large backlog would be charged
 * for all of it. Confined to a thread.
 */
final class Trail {

    private static final long STEP = 4L << 20;

    private long left = -1;

    /**
     * Now here.
     *
     * @param base the address of position 0, if that were mapped
     * @param mappedFrom where the mapping begins that the position lies in
     */
    void at(long base, long mappedFrom, long position) {
        if (left < 0 || position < left) {
            left = position;
        } else if (position - left >= STEP) {
            // Both ends must lie in the same mapping; the ranges that cross two of them are few enough to be left.
            if (left >= mappedFrom) {
                Pages.leave(base + left, STEP);
            }
            left += STEP;
        }
    }
}
