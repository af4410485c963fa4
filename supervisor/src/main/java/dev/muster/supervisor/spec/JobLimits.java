package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * How the jobs of a queue may be run. Immutable.
 *
 * @param maxRunning how many at a time, over all workers; unlimited when empty
 * @param maxRunTime how long a delivery may take; unlimited when empty
 * @param runGrace how long after that it has until it is interrupted, and then until its worker is ended
 */
public record JobLimits(Optional<Integer> maxRunning, Optional<Duration> maxRunTime, Duration runGrace) {

    /** What holds when a configuration says nothing. */
    public static final JobLimits DEFAULT = new JobLimits(Optional.empty(), Optional.empty(), Duration.ofSeconds(10));

    /** As the end of a queue's URL. */
    String parameters() {
        return maxRunning.map(jobs -> "&max-running=" + jobs).orElse("")
                + maxRunTime.map(time -> "&max-run-time=" + time.toMillis()).orElse("") + "&run-grace="
                + runGrace.toMillis();
    }
}
