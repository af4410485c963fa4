package dev.muster.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job. It stays claimed as long as this process lives. Settle it once, or close it; on the thread that took it.
 *
 * @param <T> what the job carries
 */
public interface WorkLease<T> extends JobContext, AutoCloseable {

    /**
     * What was put.
     *
     * @return never null
     */
    T payload();

    /**
     * Whether the job belongs to somebody else by now.
     *
     * @return true when its result must be discarded
     */
    boolean lost();

    /**
     * Finished.
     *
     * @return false when the lease was lost
     */
    boolean done();

    /**
     * Finished, with a result for whoever has submitted the job: a record, String, number, Boolean, enum, Map, List or byte[].
     *
     * @param result see {@link Outcome#done(Object)}
     * @return false when the lease was lost
     */
    boolean done(Object result);

    /**
     * Failed: tried again when the queue's back-off says so, or put aside as dead when its attempts are used up.
     *
     * @param why in one line, for the log and the dead letter
     * @param error logged, and kept with the job if that dies
     * @return false when the lease was lost
     */
    boolean failed(String why, @Nullable Throwable error);

    /**
     * Failed; tried again later. Costs an attempt; when they are used up, it is put aside as dead.
     *
     * @param delay until it is ready again, zero for at once; it replaces the queue's back-off
     * @param why in one line, for the log and the dead letter
     * @return false when the lease was lost
     */
    boolean retry(Duration delay, String why);

    /**
     * Not the time for it yet; ready again later. Costs nothing.
     *
     * @param delay until it is ready again
     * @return false when the lease was lost
     */
    boolean snooze(Duration delay);

    /**
     * Not done: ready for somebody else at once; costs no attempt.
     *
     * @return false when the lease was lost
     */
    boolean release();

    /**
     * Will never succeed; put it aside as dead.
     *
     * @param why in one line, for the log and the dead letter
     * @return false when the lease was lost
     */
    default boolean bury(String why) {
        return bury(why, null);
    }

    /**
     * Will never succeed; put it aside as dead, with the exception and its stack.
     *
     * @param why in one line, for the log and the dead letter
     * @param error kept with the job, stack and all, up to 16 KiB; null when there is none
     * @return false when the lease was lost
     */
    boolean bury(String why, @Nullable Throwable error);

    /** When the job has not been settled: releases it if the worker is stopping; else it {@link #failed}, or it might run for ever. */
    @Override
    void close();
}
