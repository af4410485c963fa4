package dev.muster.supervisor.spec;

/**
 * When a service runs to completion, instead of all the time; a change takes effect without touching a process. Immutable.
 *
 * @param cron five fields as in a crontab, or {@code @daily} and the like
 * @param zone whose wall clock is meant, as {@link java.time.ZoneId} knows it
 */
public record Schedule(String cron, String zone, IfRunning ifRunning, Misfire misfire) {

    /** What becomes of a time at which the run of an earlier one has not ended. */
    public enum IfRunning {
        /** There is no run for it. */
        SKIP,
        /** Its run begins when the other one has ended; one waits at most. */
        QUEUE,
        /** Its run begins beside the other one, as long as there is a free slot. */
        PARALLEL
    }

    /** What becomes of times that passed while no master was there, or while the machine slept. */
    public enum Misfire {
        /** There is no run for them. */
        SKIP,
        /** One run makes up for all of them. */
        ONCE
    }

    /** Whether the same times are meant. */
    public boolean sameTimes(Schedule other) {
        return cron.equals(other.cron) && zone.equals(other.zone);
    }
}
