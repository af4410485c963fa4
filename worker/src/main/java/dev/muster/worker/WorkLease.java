package dev.muster.worker;

import dev.muster.queue.JobId;
import java.time.Duration;

/**
 * A claimed job. It stays claimed as long as this process lives. Settle it once, or close it; on the thread that took it.
 */
public interface WorkLease<T> extends AutoCloseable {

    /** What was put. */
    T payload();

    /** The job's identity within its queue. */
    JobId id();

    /** 1 for the first; interruptions by a planned stop do not count. */
    int attempt();

    /** Workers that died while they held the job. */
    int crashes();

    /** True once the job belongs to somebody else; its result must be discarded. */
    boolean lost();

    /** Finished. @return false when the lease was lost */
    boolean done();

    /**
     * Finished, with a result for whoever has submitted the job: a record, String, number, Boolean, enum, Map, List or byte[].
     *
     * @return false when the lease was lost
     */
    boolean done(Object result);

    /** Failed; try again after the delay. Costs an attempt. @return false when the lease was lost */
    boolean retry(Duration delay, String why);

    /** Not done: ready for somebody else at once; costs no attempt. @return false when the lease was lost */
    boolean release();

    /** Will never succeed; put it aside as dead. @return false when the lease was lost */
    boolean bury(String why);

    /** Releases the job when it has not been settled. */
    @Override
    void close();
}
