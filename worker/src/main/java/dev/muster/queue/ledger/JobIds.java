package dev.muster.queue.ledger;

/** A job's number: the segment and the index within it. Numbers grow in the order of the puts. Pure functions. */
public final class JobIds {

    private static final int INDEX_BITS = 24;

    /** The most jobs that a segment can hold: the position behind the last of them is an index as well. */
    public static final int MAX_CAPACITY = (1 << INDEX_BITS) - 1;

    private JobIds() {}

    public static long of(int segment, int index) {
        return (long) segment << INDEX_BITS | index;
    }

    public static int segment(long jobId) {
        return (int) (jobId >>> INDEX_BITS);
    }

    public static int index(long jobId) {
        return (int) jobId & MAX_CAPACITY;
    }
}
