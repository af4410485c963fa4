package dev.muster.concurrent;

import java.util.concurrent.RejectedExecutionException;

/** A task was not accepted, or was dropped for a newer one: its executor is shut down, or too much waits already. */
public final class RejectedSubmissionException extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param message who refused, and why
     */
    public RejectedSubmissionException(String message) {
        super(message);
    }

    /**
     * Says why, and what it comes from.
     *
     * @param message who refused, and why
     * @param cause what stood in the way
     */
    public RejectedSubmissionException(String message, Throwable cause) {
        super(message, cause);
    }
}
