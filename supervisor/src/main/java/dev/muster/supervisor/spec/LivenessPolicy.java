package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * What a worker that is up is ended for. Immutable.
 *
 * @param stalled how long it may claim nothing while its queue has jobs for it
 */
public record LivenessPolicy(Optional<HealthCheck> check, Optional<Duration> stalled) {

    /** Nothing but its own end. */
    public static final LivenessPolicy NONE = new LivenessPolicy(Optional.empty(), Optional.empty());
}
