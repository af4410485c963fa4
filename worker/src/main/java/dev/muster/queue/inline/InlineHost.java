package dev.muster.queue.inline;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The world around the queues of a space: its clock, how one waits in it, and who wants to know what happens. Called on the thread that
 * does it, with no lock held. Thread-safe.
 */
public interface InlineHost {

    /** What a worker asks of a queue. */
    enum Call {
        PUT,
        CHECKPOINT,
        PROGRESS,
        SETTLE
    }

    /** How a delivery ended. */
    enum Fate {
        DONE,
        RETRIED,
        SNOOZED,
        RELEASED,
        BURIED,
        CRASHED
    }

    /**
     * A delivery that has ended. Immutable.
     *
     * @param attempt which one it was, counted from 1
     * @param crashes how many workers had died with the job before
     * @param why empty when it succeeded
     * @param delay how long the job waits now; zero when it does not
     * @param error what the handler has thrown, when the worker passed it on
     */
    record Delivery(
            String queue,
            JobId id,
            Job job,
            int attempt,
            int crashes,
            Fate fate,
            String why,
            Duration delay,
            @Nullable Throwable error) {}

    /** Now, in milliseconds of the epoch. */
    long nowMs();

    /** Waits until the condition holds or the clock shows a time. An interrupt ends it and is left standing. */
    void await(BooleanSupplier condition, long untilMs);

    /** Something has changed that somebody may wait for. */
    default void changed() {}

    /** A job is in the hands of a worker. */
    default void claimed(String worker, String queue, JobId id, Job job) {}

    /** A worker calls, and nothing has come of it yet. Need not return. */
    default void before(String worker, Call call) {}

    /** What it asked for has happened. Need not return. */
    default void after(String worker, Call call) {}

    /** A delivery has ended. */
    default void ended(String worker, Delivery delivery) {}
}
