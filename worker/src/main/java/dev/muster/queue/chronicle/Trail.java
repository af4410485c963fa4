package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Pages;
import net.openhft.chronicle.bytes.Bytes;

/**
 * Lets go of the journal's pages behind somebody who goes through it in one direction: a process with a large backlog would be charged
 * for all of it. Confined to a thread.
 */
final class Trail {

    private static final long STEP = 4L << 20;

    private long left = -1;

    /** Now here. */
    void at(Bytes<?> bytes, long position) {
        if (left < 0 || position < left) {
            left = position;
        } else if (position - left >= STEP) {
            // Both ends must lie in the same mapping; the ranges that cross two of them are few enough to be left.
            if (bytes.bytesStore().inside(left, STEP)) {
                Pages.leave(bytes.addressForRead(left), STEP);
            }
            left += STEP;
        }
    }

    /** Elsewhere from now on. */
    void reset() {
        left = -1;
    }
}
