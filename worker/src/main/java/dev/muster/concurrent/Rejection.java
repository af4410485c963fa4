package dev.muster.concurrent;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * Which tasks an executor refuses. The ready-made ones bound how many tasks wait; those that run do not count, and a task that finds a
 * free thread never waits. A function of your own is asked about every task, also when a thread is free. Decision and acceptance are one
 * step: no other submission comes between. Must be thread-safe where executors share it.
 */
@FunctionalInterface
public interface Rejection {

    /**
     * Returns when the task is to be accepted. Called under the executor's lock: decide quickly, wait for nothing.
     *
     * @param state of the executor before this task
     * @param backlog how many tasks wait for a thread, this one not included
     * @throws RejectedExecutionException to refuse it; the submitter gets just this exception
     */
    void check(ExecutorStatistics state, int backlog);

    /**
     * Accepts everything.
     *
     * @return the default
     */
    static Rejection none() {
        return Limit.NONE;
    }

    /**
     * Refuses with {@link RejectedSubmissionException} once so many tasks wait.
     *
     * @param backlog 0 for: nobody waits
     * @return such a bound
     */
    static Rejection whenReached(int backlog) {
        return new Limit(backlog, Limit.Full.REJECT, Duration.ZERO);
    }

    /**
     * Lets the submitter wait for room once so many tasks wait, and refuses when there is none in time, at a shutdown, or when the
     * submitter is interrupted (whose flag stays set). A delayed task that becomes due joins the backlog, however long that is.
     *
     * @param backlog 0 for: wait for a thread
     * @param longest how long a submitter waits
     * @return such a bound
     */
    static Rejection block(int backlog, Duration longest) {
        return new Limit(backlog, Limit.Full.BLOCK, longest);
    }

    /**
     * Accepts always. Once so many tasks wait, the one that has waited longest goes: its future fails with {@link
     * RejectedSubmissionException}, and it counts as rejected.
     *
     * @param backlog at least 1
     * @return such a bound
     */
    static Rejection dropOldest(int backlog) {
        if (backlog < 1) {
            throw new IllegalArgumentException("a backlog of " + backlog + " has no oldest task to drop");
        }
        return new Limit(backlog, Limit.Full.DROP_OLDEST, Duration.ZERO);
    }
}
