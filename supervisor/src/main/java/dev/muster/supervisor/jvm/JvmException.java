package dev.muster.supervisor.jvm;

/** A JVM that cannot be asked, or that refused; the message says why and what helps, without the worker's name. */
public sealed class JvmException extends RuntimeException permits JvmSilentException {
    private static final long serialVersionUID = 1;

    JvmException(String message) {
        super(message);
    }

    JvmException(String message, Throwable cause) {
        super(message, cause);
    }

    public final String text() {
        return String.valueOf(getMessage());
    }
}
