package dev.muster.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of a job that has been handled. Immutable. */
public sealed interface Outcome {

    /** Finished. */
    static Outcome done() {
        return Done.ONLY;
    }

    /**
     * Finished, with a result for whoever has submitted the job.
     *
     * @param result a record, String, number, Boolean, enum, Map, List or byte[]
     */
    static Outcome done(Object result) {
        return new Result(result);
    }

    /** Failed; try again after the delay. Costs an attempt; when the queue's attempts are used up, it is put aside as dead. */
    static Outcome retry(Duration delay, String why) {
        return new Retry(delay, why);
    }

    /** Not the time for it yet; look again after the delay. Costs nothing. */
    static Outcome snooze(Duration delay) {
        return new Snooze(delay);
    }

    /** Will never succeed; put it aside as dead. */
    static Outcome bury(String why) {
        return new Bury(why, null);
    }

    /** Will never succeed; put it aside as dead, with the exception and its stack. */
    static Outcome bury(String why, Throwable error) {
        return new Bury(why, error);
    }

    /** Settles the lease accordingly. @return false when the lease was lost */
    boolean settle(WorkLease<?> lease);

    /** See {@link Outcome#done}. */
    record Done() implements Outcome {
        private static final Done ONLY = new Done();

        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.done();
        }
    }

    /** See {@link Outcome#done(Object)}. */
    record Result(Object result) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.done(result);
        }
    }

    /** See {@link Outcome#retry}. */
    record Retry(Duration delay, String why) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.retry(delay, why);
        }
    }

    /** See {@link Outcome#snooze}. */
    record Snooze(Duration delay) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.snooze(delay);
        }
    }

    /** See {@link Outcome#bury}. */
    record Bury(String why, @Nullable Throwable error) implements Outcome {
        @Override
        public boolean settle(WorkLease<?> lease) {
            return lease.bury(why, error);
        }
    }
}
