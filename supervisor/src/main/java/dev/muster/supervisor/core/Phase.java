package dev.muster.supervisor.core;

/**
 * What a slot is doing. The words are public: status, JSON, metrics and log use the same. A phase gives the worker's one
 * deadline its meaning.
 */
public enum Phase {
    /** No process. With goal UP: waits until workers of earlier priority have started. No deadline. */
    STOPPED,
    /** Being spawned, or spawned and not ready. The deadline is the start time-out. */
    STARTING,
    /** Up. No deadline. */
    READY,
    /** Asked to stop, or what is left of its process group has the grace period. The deadline is the KILL. */
    STOPPING,
    /** KILL was sent to the process group. The deadline is the next KILL. */
    KILLING,
    /** No process; will be started again at the deadline. */
    BACKOFF,
    /** No process; gave up. A deadline only when it is to be tried for ever. */
    FAILED;

    /** Whether a process, or a member of its process group, may exist in this phase. */
    public boolean alive() {
        return switch (this) {
            case STARTING, READY, STOPPING, KILLING -> true;
            case STOPPED, BACKOFF, FAILED -> false;
        };
    }
}
