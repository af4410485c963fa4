package dev.muster.testing;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.worker.InlineWorker;
import java.time.Duration;

/**
 * A delivery of a job, and how it ended. Immutable.
 *
 * @param worker who had it, such as {@code printer.1#1}
 * @param queue the queue's name
 * @param id the job's identity within its queue
 * @param job as it was put
 * @param attempt which one it was, counted from 1
 * @param crashes how many workers had died with the job before
 * @param fate how it ended
 * @param why what the handler said or threw; empty when it succeeded
 * @param delay how long the job waits now; zero when it does not
 */
public record Handled(
        String worker,
        String queue,
        JobId id,
        Job job,
        int attempt,
        int crashes,
        Fate fate,
        String why,
        Duration delay) {

    /** How a delivery ends. */
    public enum Fate {
        /** Finished. */
        DONE,
        /** Failed, and waits for its next attempt. */
        RETRIED,
        /** It was not the time for it; waits. */
        SNOOZED,
        /** Given back by a stop; ready. */
        RELEASED,
        /** Put aside as dead. */
        BURIED,
        /** Its worker died, see {@link InlineMuster#crashDuring}; ready, or put aside when too many have. */
        CRASHED
    }

    /**
     * What was put.
     *
     * @param <T> what the job carries
     * @param type its class
     * @return the payload as its handler got it
     * @throws IllegalArgumentException when it is no T
     */
    public <T> T payload(Class<T> type) {
        return InlineWorker.payload(job, type);
    }

    @Override
    public String toString() {
        return worker + ": job " + id + " of queue " + queue + ", attempt " + attempt + ": " + fate
                + (why.isEmpty() ? "" : " (" + why + ")") + (delay.isZero() ? "" : ", again in " + delay);
    }
}
