package dev.muster.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of a job that has been handled. Immutable. */
public sealed interface Outcome {

    /**
     * Finished.
     *
     * @return without a result
     */
    static Outcome done() {
        return Done.ONLY;
    }

    /**
     * Finished, with a result for whoever has submitted the job.
     *
     * @param result a record, String, number, Boolean, enum, Map, List or byte[]
     * @return whoever called {@link WorkQueue#submit} gets it
     */
    static Outcome done(Object result) {
        return new Result(result);
    }

    /**
     * Failed; tried again later. Costs an attempt; when the queue's attempts are used up, it is put aside as dead.
     *
     * @param delay until it is ready again, zero for at once; it replaces the queue's back-off
     * @param why in one line, for the log and the dead letter
     * @return costs an attempt
     */
    static Outcome retry(Duration delay, String why) {
        return new Retry(delay, why);
    }

    /**
     * Not the time for it yet; look again later. Costs nothing.
     *
     * @param delay until it is ready again
     * @return costs nothing
     */
    static Outcome snooze(Duration delay) {
        return new Snooze(delay);
    }

    /**
     * Will never succeed; put it aside as dead.
     *
     * @param why in one line, for the log and the dead letter
     * @return the end of its attempts
     */
    static Outcome bury(String why) {
        return new Bury(why, null);
    }

    /**
     * Will never succeed; put it aside as dead, with the exception and its stack.
     *
     * @param why in one line, for the log and the dead letter
     * @param error kept with the job, stack and all, up to 16 KiB
     * @return the end of its attempts
     */
    static Outcome bury(String why, Throwable error) {
        return new Bury(why, error);
    }

    /**
     * Settles a lease accordingly, on the thread that took it. With {@code handle} the worker does that.
     *
     * @param lease not settled yet
     * @return false when it was lost: the job is somebody else's by now
     */
    boolean settle(WorkLease<?> lease);

    /** See {@link Outcome#done}. */
    record Done() implements Outcome {
        private static final Done ONLY = new Done();

        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.done();
        }
    }

    /**
     * See {@link Outcome#done(Object)}.
     *
     * @param result what whoever has submitted the job gets
     */
    record Result(Object result) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.done(result);
        }
    }

    /**
     * See {@link Outcome#retry}.
     *
     * @param delay until it is ready again
     * @param why in one line
     */
    record Retry(Duration delay, String why) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.retry(delay, why);
        }
    }

    /**
     * See {@link Outcome#snooze}.
     *
     * @param delay until it is ready again
     */
    record Snooze(Duration delay) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.snooze(delay);
        }
    }

    /**
     * See {@link Outcome#bury}.
     *
     * @param why in one line
     * @param error kept with the job; null when there is none
     */
    record Bury(String why, @Nullable Throwable error) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.bury(why, error);
        }
    }
}
