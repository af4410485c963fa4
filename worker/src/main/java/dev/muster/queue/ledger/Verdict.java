package dev.muster.queue.ledger;

/** How a delivery ended that did not finish its job. */
public enum Verdict {
    /** The handler failed. */
    FAILED,
    /** The handler put it off; it costs nothing. */
    SNOOZED,
    /** The worker died, and held nothing else. */
    CRASHED,
    /** The worker died, and any of the jobs that it held may be to blame. */
    SUSPECTED,
    /** A planned stop took the job away; it costs nothing. */
    INTERRUPTED;

    /** A suspect runs alone: if its worker lived to see the end of it, it was another job that did it. */
    boolean clearsSuspicion() {
        return this == FAILED || this == SNOOZED;
    }
}
