package dev.muster.queue;

/** Where a job is in its life; a finished job is not kept. */
public enum JobState {
    READY,
    DELAYED,
    RUNNING,
    /** Put aside. */
    DEAD
}
