package dev.muster.queue;

/**
 * Counts of a queue at one moment. Immutable.
 *
 * @param ready may be claimed now
 * @param delayed waits for its time
 * @param running claimed
 * @param dead put aside
 * @param done finished since the queue was created
 * @param puts jobs ever published; grows with the publication itself, so it is exact after any kill
 * @param oldestReadyMs age in milliseconds of the oldest ready job, 0 when there is none
 */
public record QueueStats(long ready, long delayed, long running, long dead, long done, long puts, long oldestReadyMs) {

    /**
     * What is not finished and not dead: what {@code max-backlog} bounds.
     *
     * @return ready, delayed and running jobs together
     */
    public long backlog() {
        return ready + delayed + running;
    }
}
