package dev.muster.queue.chronicle;

/**
 * What a put must not exceed. Immutable.
 *
 * @param maxBacklog jobs that wait or run, {@link Long#MAX_VALUE} for no bound
 * @param maxBytes what the queue's segments take of the disk, {@link Long#MAX_VALUE} for no bound
 * @param minFree what is to be left of the file system for everybody else, and for the queue's own housekeeping
 */
record Bounds(long maxBacklog, long maxBytes, long minFree) {

    static final Bounds NONE = new Bounds(Long.MAX_VALUE, Long.MAX_VALUE, 0);

    /** As {@link #minFree}: a share of the file system. */
    static final long DEFAULT_RESERVE = -1;

    /** So many segments have to fit, or a queue with a bound would never get to remove one. */
    private static final int SEGMENTS = 4;

    /** With the reserve in bytes. */
    Bounds on(DiskSpace disk) {
        return minFree == DEFAULT_RESERVE ? new Bounds(maxBacklog, maxBytes, disk.defaultReserve()) : this;
    }

    /** Beyond this size a segment is sealed, however few jobs it holds. */
    long maxSegmentBytes() {
        return Math.min(Segment.MAX_BYTES, maxBytes / SEGMENTS);
    }
}
