package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * The rules of a service; a change takes effect without touching a process. Immutable.
 *
 * @param readiness of a worker that is up; one that fails it is not restarted
 * @param keepFor how long an SDK worker works on without a master before it drains and exits
 * @param rolling how its workers are replaced one by one
 * @param recycle when a worker has done its time; empty: never
 * @param resources what each worker may take of the machine
 * @param warm how many spares the service has: processes that are booted and have no slot
 */
public record ServicePolicy(
        RestartPolicy restart,
        StopPolicy stop,
        StartPolicy start,
        Optional<HealthCheck> readiness,
        LivenessPolicy liveness,
        LogPolicy logs,
        Duration keepFor,
        Rolling rolling,
        Optional<Recycle> recycle,
        Resources resources,
        int warm) {

    /** Whose workers live as long as they like, and take what they like. */
    public ServicePolicy(
            RestartPolicy restart,
            StopPolicy stop,
            StartPolicy start,
            Optional<HealthCheck> readiness,
            LivenessPolicy liveness,
            LogPolicy logs,
            Duration keepFor,
            Rolling rolling) {
        this(restart, stop, start, readiness, liveness, logs, keepFor, rolling, Optional.empty(), Resources.NONE, 0);
    }

    /** Without probes. */
    public ServicePolicy(RestartPolicy restart, StopPolicy stop, StartPolicy start, LogPolicy logs, Duration keepFor) {
        this(restart, stop, start, Optional.empty(), LivenessPolicy.NONE, logs, keepFor, Rolling.ONE_BY_ONE);
    }

    public ServicePolicy withRestart(RestartPolicy other) {
        return new ServicePolicy(
                other, stop, start, readiness, liveness, logs, keepFor, rolling, recycle, resources, warm);
    }

    public ServicePolicy withStop(StopPolicy other) {
        return new ServicePolicy(
                restart, other, start, readiness, liveness, logs, keepFor, rolling, recycle, resources, warm);
    }

    public ServicePolicy withStart(StartPolicy other) {
        return new ServicePolicy(
                restart, stop, other, readiness, liveness, logs, keepFor, rolling, recycle, resources, warm);
    }

    public ServicePolicy withReadiness(Optional<HealthCheck> other) {
        return new ServicePolicy(
                restart, stop, start, other, liveness, logs, keepFor, rolling, recycle, resources, warm);
    }

    public ServicePolicy withLiveness(LivenessPolicy other) {
        return new ServicePolicy(
                restart, stop, start, readiness, other, logs, keepFor, rolling, recycle, resources, warm);
    }

    public ServicePolicy withLogs(LogPolicy other) {
        return new ServicePolicy(
                restart, stop, start, readiness, liveness, other, keepFor, rolling, recycle, resources, warm);
    }

    public ServicePolicy withRolling(Rolling other) {
        return new ServicePolicy(
                restart, stop, start, readiness, liveness, logs, keepFor, other, recycle, resources, warm);
    }

    public ServicePolicy withRecycle(Optional<Recycle> other) {
        return new ServicePolicy(
                restart, stop, start, readiness, liveness, logs, keepFor, rolling, other, resources, warm);
    }

    public ServicePolicy withWarm(int other) {
        return new ServicePolicy(
                restart, stop, start, readiness, liveness, logs, keepFor, rolling, recycle, resources, other);
    }
}
