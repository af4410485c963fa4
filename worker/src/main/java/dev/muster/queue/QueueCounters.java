package dev.muster.queue;

/**
 * What happened in a queue since it was created. Unlike {@link QueueStats} these are tallies kept by the workers: one that
 * is killed in the middle of a step may leave its last event uncounted. Immutable.
 *
 * @param claims deliveries to consumers
 * @param acks jobs finished
 * @param retries jobs that failed and wait for another attempt
 * @param releases jobs given back by a planned stop
 * @param buries jobs put aside as dead
 * @param crashes jobs taken from workers that died
 * @param interruptions jobs taken from workers that died while they were draining
 * @param rejected puts refused because the queue was full
 * @param fenced settlements refused because the lease had been lost
 * @param queueTime how long jobs waited, from the moment when they could have run
 * @param runTime how long jobs were in their consumers' hands
 */
public record QueueCounters(
        long claims,
        long acks,
        long retries,
        long releases,
        long buries,
        long crashes,
        long interruptions,
        long rejected,
        long fenced,
        Timing queueTime,
        Timing runTime) {

    /** Nothing has happened. */
    public static final QueueCounters NONE = new QueueCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, Timing.NONE, Timing.NONE);

    /**
     * Durations, in milliseconds; percentiles are exact to an eighth. Immutable.
     *
     * @param count how many were measured
     */
    public record Timing(long count, double p50, double p90, double p99) {
        static final Timing NONE = new Timing(0, 0, 0, 0);
    }
}
