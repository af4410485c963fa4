package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.List;

/**
 * By what the number of workers of a service is decided. Immutable.
 *
 * @param roles by which its workers consume: the backlogs of their queues count together
 * @param oldestReady how long a job may wait
 * @param backlogPerWorker how many jobs may wait for each worker
 * @param cooldown how long it must be quiet before there are fewer
 */
public record ScaleOn(List<String> roles, Duration oldestReady, long backlogPerWorker, Duration cooldown) {

    public ScaleOn {
        roles = List.copyOf(roles);
    }
}
