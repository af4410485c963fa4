package dev.muster.supervisor.core;

import java.time.Instant;
import java.util.Optional;

/**
 * The phase of a slot with its reason and its one deadline. Immutable.
 *
 * @param since when the phase began
 * @param deadline present exactly when the phase waits for a moment
 */
record State(Phase phase, String reason, Instant since, Optional<Instant> deadline) {

    static State resting(Phase phase, String reason, Instant now) {
        return new State(phase, reason, now, Optional.empty());
    }

    static State waiting(Phase phase, String reason, Instant now, Instant deadline) {
        return new State(phase, reason, now, Optional.of(deadline));
    }

    State because(String newReason) {
        return new State(phase, newReason, since, deadline);
    }

    State until(Instant newDeadline) {
        return new State(phase, reason, since, Optional.of(newDeadline));
    }
}
