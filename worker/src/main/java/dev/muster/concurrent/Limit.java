package dev.muster.concurrent;

import java.time.Duration;

/** How many tasks may wait, and what becomes of one more. Immutable. */
record Limit(int backlog, Full whenFull, Duration longest) implements Rejection {
    static final Limit NONE = new Limit(Integer.MAX_VALUE, Full.REJECT, Duration.ZERO);

    enum Full {
        REJECT,
        BLOCK,
        DROP_OLDEST
    }

    Limit {
        if (backlog < 0) {
            throw new IllegalArgumentException("a backlog of " + backlog);
        }
        if (longest.isNegative()) {
            throw new IllegalArgumentException("to wait for " + longest);
        }
    }

    @Override
    public void check(ExecutorStatistics state, int waiting) {
        if (waiting >= backlog) {
            throw new RejectedSubmissionException(
                    "the backlog has reached " + backlog + " (" + state.running() + " running)");
        }
    }
}
