package dev.muster.queue.ledger;

/** The steps at which whoever repairs or changes a ledger may die, as a seam for tests in this package; in production nobody listens. */
enum LedgerStep {
    /** The next job is about to be given back. */
    GIVING_BACK,
    /** All jobs are given back, and not counted. */
    COUNTING,
    /** A job that nobody held is put aside, and not counted. */
    BURIED;

    /** Told on the thread that reaches a step. */
    interface Listener {
        void reached(LedgerStep step);
    }

    private static volatile Listener listener = step -> {};

    static void listener(Listener wanted) {
        listener = wanted;
    }

    void reach() {
        listener.reached(this);
    }
}
