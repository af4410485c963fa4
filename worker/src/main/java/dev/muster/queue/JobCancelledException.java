package dev.muster.queue;

import java.io.Serial;

/** A submitted job was cancelled, before it ran or while it did. */
public final class JobCancelledException extends JobFailedException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says so.
     *
     * @param queue its name
     * @param id the job's
     * @param why by whom or when
     */
    public JobCancelledException(String queue, JobId id, String why) {
        super(queue, id, why);
    }
}
