package dev.muster.supervisor.control;

/** Nobody listens on the control socket: no master, or one that has died. Immutable. */
public final class MasterAbsentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MasterAbsentException(String message, Throwable cause) {
        super(message, cause);
    }
}
