package dev.muster.queue.chronicle;

/**
 * The steps between which a process may be killed, as a seam for crash tests: a test program in this package sets the
 * listener before it opens a queue. In production there is none and a point costs one field read.
 */
enum CrashPoint {
    /** The word is staged, the document is not published. */
    STAGED,
    /** The document is published, the word still says staged. */
    PUBLISHED,
    /** The put is complete, sleepers have not been woken. */
    PUT,
    /** The place of a tick's job is written down, and nothing is there yet. */
    TICK_OPENED,
    /** A tick is over, and its place is still written down. */
    TICK_OVER,
    /** The segment is sealed, the next one is not the current one yet. */
    SEALED,
    /** The next segment is made under its temporary name. */
    CREATING,
    /** The next segment is there, and not the current one yet. */
    CREATED,
    /** The word is claimed, the consumer does not have the job yet. */
    CLAIMED,
    /** About to settle. */
    SETTLING,
    /** Settled, not yet counted or hinted. */
    SETTLED,
    /** In the middle of a sweep. */
    SWEEPING,
    /** The copy of a job that is moved is published, and not the job yet. */
    COPIED,
    /** The job has been moved, and nobody can claim it yet. */
    MOVED,
    /** A job that runs is marked as cancelled, and its worker does not know yet. */
    ASKED,
    /** A group is about to be written to the disk. */
    FORCING,
    /** A group is on the disk, and nobody knows yet. */
    FORCED;

    /** Told on the thread that reaches a point. */
    interface Listener {
        void reached(CrashPoint point);
    }

    private static Listener listener = point -> {};

    /** Set before any queue is opened. */
    static void listener(Listener wanted) {
        listener = wanted;
    }

    void reach() {
        listener.reached(this);
    }
}
