package dev.muster.queue;

import java.io.Serial;

/** A queue does not have the job with an id: it has finished, was removed, or never was. */
public final class NoSuchJobException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * For engines.
     *
     * @param queue its name
     * @param id what was asked for
     */
    public NoSuchJobException(String queue, JobId id) {
        super("queue " + queue + " has no job " + id + ": it has finished, was removed, or never was in this queue");
    }
}
