package dev.muster.queue.ledger;

/** How a delivery ended that did not finish its job. */
public enum Verdict {
    /** The handler failed. */
    FAILED,
    /** The worker died. */
    CRASHED,
    /** A planned stop took the job away; it costs nothing. */
    INTERRUPTED
}
