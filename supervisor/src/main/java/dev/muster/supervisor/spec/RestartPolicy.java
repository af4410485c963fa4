package dev.muster.supervisor.spec;

import java.util.Optional;
import java.util.Set;

/** Whether, when and how often an ended worker is started again. Immutable. */
public record RestartPolicy(
        When when, Set<Integer> successCodes, Backoff backoff, Optional<RestartLimit> limit, Then then) {

    public RestartPolicy {
        successCodes = Set.copyOf(successCodes);
    }

    public RestartPolicy withWhen(When other) {
        return new RestartPolicy(other, successCodes, backoff, limit, then);
    }

    /** Which ends are followed by a restart. */
    public enum When {
        ALWAYS,
        ON_FAILURE,
        NEVER
    }

    /** What happens once the limit is used up: stay FAILED, or go on at the longest back-off. */
    public enum Then {
        FAIL,
        KEEP_TRYING
    }
}
