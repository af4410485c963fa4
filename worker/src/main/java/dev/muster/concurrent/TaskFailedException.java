package dev.muster.concurrent;

/**
 * A task threw what cannot be sent from one process to another, or returned it: the message has the text of it, stack trace
 * included. What can be sent is thrown as it is.
 */
public final class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TaskFailedException(String message) {
        super(message);
    }
}
