package dev.muster.supervisor.spec;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A job that is put at times, once a time in the whole fleet; a change takes effect without touching a process. Immutable.
 *
 * @param schedule five fields as in a crontab, or {@code @daily} and the like
 * @param zone whose wall clock is meant, as {@link java.time.ZoneId} knows it
 * @param queue the name of one of the fleet's queues
 * @param type the handler that the job is for
 * @param payload a plain value: a map, a list, a string, a number or a boolean
 * @param jitter the job is ready up to that long after its time; how long is chance, and the same for everybody who asks
 */
public record CronSpec(
        String name,
        String schedule,
        String zone,
        String queue,
        Optional<String> type,
        Object payload,
        Priority priority,
        Misfire misfire,
        Duration jitter) {

    /** How urgent the job is. */
    public enum Priority {
        HIGH,
        NORMAL,
        LOW
    }

    /** What becomes of times that passed while no master was there, or while the machine slept. */
    public enum Misfire {
        /** There is no job for them. */
        SKIP,
        /** One job makes up for all of them. */
        ONCE,
        /** Each has its job, the newest hundred at most. */
        ALL
    }

    public CronSpec {
        payload = Ordered.deepValue(payload);
    }

    /** Its times. */
    public Schedule times() {
        return new Schedule(schedule, zone, Schedule.IfRunning.SKIP, Schedule.Misfire.SKIP);
    }

    /** When the job of a time is ready: at that time, or a little later with {@code jitter}. */
    public Instant readyAt(Instant tick) {
        long hash = (name.hashCode() * 0x9e3779b97f4a7c15L) ^ tick.getEpochSecond();
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        double chance = ((hash ^ (hash >>> 33)) >>> 11) * 0x1.0p-53;
        return tick.plusMillis((long) (chance * jitter.toMillis()));
    }
}
