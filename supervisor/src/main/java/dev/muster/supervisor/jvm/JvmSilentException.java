package dev.muster.supervisor.jvm;

/** A JVM that is there and did not answer in time. */
public final class JvmSilentException extends JvmException {
    private static final long serialVersionUID = 1;

    JvmSilentException(String message) {
        super(message);
    }
}
