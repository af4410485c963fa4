package dev.muster.supervisor.loop;

import java.time.Instant;

/** Felt at each turn of the loop: whoever is to know that the loop turns is told from here, and from nowhere else. Loop thread only. */
@FunctionalInterface
public interface Pulse {

    /** Nobody asks. */
    Pulse NONE = now -> Instant.MAX;

    /**
     * The loop turns. Must not wait for anything.
     *
     * @param now the loop's monotonic time
     * @return when it has to turn again at the latest, even if there is nothing to do
     */
    Instant beat(Instant now);
}
