package dev.muster.supervisor.loop;

import dev.muster.supervisor.spec.WorkerId;

/**
 * What a command meant for one worker. Immutable.
 *
 * @param incarnation the life that the worker had when this was decided: a restart is done when a later one is ready
 * @param message for people, such as {@code starting} or {@code already running}
 */
public record Decision(WorkerId id, Outcome outcome, int incarnation, String message) {

    /** Whether anything was set in motion. */
    public enum Outcome {
        /** The worker's state or goal was changed. */
        DONE,
        /** It was so already: success, unless the caller is strict. */
        UNCHANGED,
        /** It is up to the schedule of its service: nothing happens at once. */
        SCHEDULED,
        /** It cannot be done; nothing was changed. */
        REFUSED
    }
}
