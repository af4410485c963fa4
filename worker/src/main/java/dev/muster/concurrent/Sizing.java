package dev.muster.concurrent;

import java.time.Duration;

/**
 * When a crew gets a thread more or less. Load is what runs and waits, for each thread; between the two thresholds the number stays as
 * it is. Immutable.
 *
 * @param growAbove the load beyond which it grows; nothing is ever added while a thread is idle, so below 1 it means: as soon as none is
 * @param shrinkBelow the load below which a thread goes that was idle for {@code idle}
 */
record Sizing(int least, int most, double growAbove, double shrinkBelow, Duration idle) {

    Sizing {
        if (least < 0 || most < 1 || least > most) {
            throw new IllegalArgumentException("from " + least + " to " + most + " threads");
        }
        if (!(shrinkBelow < growAbove)) { // NaN too
            throw new IllegalArgumentException("to grow above " + growAbove + " and shrink below " + shrinkBelow);
        }
        if (idle.isNegative()) {
            throw new IllegalArgumentException("an idle time of " + idle);
        }
    }

    /** @param load of tasks, the new one included */
    boolean grows(int threads, int load) {
        return threads < most && (threads < Math.max(least, 1) || load > growAbove * threads);
    }

    /** Of a thread that was idle for long enough. */
    boolean shrinks(int threads, int load) {
        return threads > least && (idle.isZero() || load < shrinkBelow * threads);
    }
}
