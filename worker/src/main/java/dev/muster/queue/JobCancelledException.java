package dev.muster.queue;

import java.io.Serial;

/** A submitted job was cancelled, before it ran or while it did. */
public final class JobCancelledException extends JobFailedException {
    @Serial
    private static final long serialVersionUID = 1L;

    public JobCancelledException(String queue, JobId id, String why) {
        super(queue, id, why);
    }
}
