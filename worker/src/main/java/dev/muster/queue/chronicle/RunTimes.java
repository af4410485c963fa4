package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Slot;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long jobs are in a consumer's hands: since the one before had left, or since they were claimed. A look at the clock costs as much as a
 * claim, so jobs that leave within a microsecond each are measured several at a time, each with its share. Confined to the
 * consumer's thread.
 */
final class RunTimes {

    private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final int TOGETHER = 8;

    private final Slot slot;
    private long since;
    private int left; // and not yet measured
    private int unseen; // how many more may leave before we look at the clock
    private boolean atATime;

    RunTimes(Slot slot) {
        this.slot = slot;
    }

    /** Jobs have been claimed, and nothing else was in hand. */
    void claimed(long nanos) {
        since = nanos;
        unseen = 0;
    }

    /** More are claimed while some are in hand: they are run at the same time, and each is measured by itself until none is left. */
    void claimedBeside() {
        atATime = true;
    }

    /**
     * A job has left, the last one in hand or not.
     *
     * @param claimedNanos when it was claimed
     */
    void settled(boolean last, long claimedNanos) {
        if (atATime) {
            slot.measure(Slot.Time.RUN, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - claimedNanos), 1);
            atATime = !last;
            return;
        }
        left++;
        if (unseen > 0 && !last) {
            unseen--;
        } else {
            measure();
        }
    }

    private void measure() {
        long now = System.nanoTime();
        long each = (now - since) / left;
        slot.measure(Slot.Time.RUN, TimeUnit.NANOSECONDS.toMicros(each), left);
        unseen = each < SHORT_NANOS ? TOGETHER - 1 : 0;
        since = now;
        left = 0;
    }

    /** Before more are claimed. */
    void flush() {
        if (left > 0) {
            measure();
        }
    }
}
