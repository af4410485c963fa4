package dev.muster.queue;

/**
 * What happened in a queue since it was created. Exact whoever is killed in the middle of whatever, once its slots are recovered;
 * what a worker does at this very moment may be counted a moment later. At rest {@code claims} is the sum of {@code acks},
 * {@code retries}, {@code releases}, {@code crashes}, {@code interruptions}, the running jobs, and those of the {@code buries} that a
 * worker did.
 *
 * <p>{@code rejected} and {@code fenced} go with no change of a job: whoever is killed between a refusal and its count has not told anybody
 * of the refusal either. Timings are measurements; the last ones of a killed worker may be missing. Immutable.
 *
 * @param claims deliveries to consumers
 * @param acks jobs finished
 * @param retries jobs that failed and wait for another attempt
 * @param releases jobs given back by a planned stop
 * @param buries jobs put aside as dead, by their workers, by hand, or because too many workers died with them
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
     * @param p50 half of them took no longer
     * @param p90 nine of ten took no longer
     * @param p99 99 of 100 took no longer
     */
    public record Timing(long count, double p50, double p90, double p99) {
        static final Timing NONE = new Timing(0, 0, 0, 0);
    }
}
