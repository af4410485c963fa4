package dev.muster.queue;

import java.io.Serial;

/** What was asked for cannot be done to a job that a worker holds. */
public final class JobRunningException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * For engines.
     *
     * @param queue its name
     * @param id the job's
     */
    public JobRunningException(String queue, JobId id) {
        super("job " + id + " of queue " + queue + " is being run, and is its worker's until that is done: wait for the"
                + " end, or stop the worker first");
    }
}
