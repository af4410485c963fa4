package dev.muster.supervisor.core;

import java.time.Instant;

/** One slot's rules: an event makes a new state and effects. Thread-safe, since pure. */
public final class WorkerMachine {

    private WorkerMachine() {}

    /**
     * What {@code event} makes of {@code worker}.
     *
     * @param now monotonic
     * @param random uniform in [0, 1), spreads the back-off
     */
    public static Step step(Worker worker, WorkerEvent event, Instant now, double random) {
        return event.match(new Rules(worker, now, random));
    }
}
