package dev.muster.supervisor.spec;

import java.util.Optional;

/**
 * How the jobs of a queue may be run. Immutable.
 *
 * @param maxRunning how many at a time, over all workers; unlimited when empty
 */
public record JobLimits(Optional<Integer> maxRunning) {

    /** What holds when a configuration says nothing. */
    public static final JobLimits DEFAULT = new JobLimits(Optional.empty());

    /** As the end of a queue's URL. */
    String parameters() {
        return maxRunning.map(jobs -> "&max-running=" + jobs).orElse("");
    }
}
