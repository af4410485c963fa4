package dev.muster.supervisor.control;

/** The master is there and cannot be spoken to: no permission, no answer in time, a connection that broke. Immutable. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreachableException(String message) {
        super(message);
    }

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
