package dev.muster.supervisor.spec;

import java.time.Duration;

/**
 * The rules of a service; a change takes effect without touching a process. Immutable.
 *
 * @param keepFor how long an SDK worker works on without a master before it drains and exits
 */
public record ServicePolicy(
        RestartPolicy restart, StopPolicy stop, StartPolicy start, LogPolicy logs, Duration keepFor) {

    public ServicePolicy withStop(StopPolicy other) {
        return new ServicePolicy(restart, other, start, logs, keepFor);
    }
}
