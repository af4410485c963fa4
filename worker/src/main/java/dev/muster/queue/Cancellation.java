package dev.muster.queue;

/** What became of the wish to cancel a job. */
public enum Cancellation {
    /** It waited, and will never run; whoever waits for its result has been told. */
    REMOVED,
    /**
     * A worker runs it and has been asked to end it. Unless it gets done all the same it is put aside as dead, and not tried again, whatever
     * becomes of the worker.
     */
    ASKED,
    /** Nothing was left to cancel: it is finished or dead. */
    TOO_LATE
}
