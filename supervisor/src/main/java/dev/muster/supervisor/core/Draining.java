package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** Whether a fleet that ends is still within the time that its workers were given. Pure. */
public final class Draining {

    /** What the kernel may need to make an end of a process that was killed. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(10);

    private Draining() {}

    /** Whether somebody has some of his grace period left, or was killed a moment ago. What cannot be killed is no reason to wait. */
    public static boolean isWithinGrace(Collection<Worker> workers, Instant now) {
        return workers.stream().anyMatch(worker -> switch (worker.phase()) {
            case STOPPING -> worker.deadline().filter(now::isBefore).isPresent();
            case KILLING -> now.isBefore(worker.since().plus(LAST_BREATH));
            case STOPPED, STARTING, READY, BACKOFF, FAILED -> false;
        });
    }
}
