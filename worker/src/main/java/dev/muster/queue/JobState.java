package dev.muster.queue;

/** Where a job is in its life; a finished job is not kept. */
public enum JobState {
    /** May be claimed now. */
    READY,
    /** Waits for its time: it was put with a delay, or has failed and is tried again later. */
    DELAYED,
    /** A worker holds it. */
    RUNNING,
    /** Put aside. */
    DEAD
}
