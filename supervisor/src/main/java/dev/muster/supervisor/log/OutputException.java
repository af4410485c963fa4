package dev.muster.supervisor.log;

import java.io.Serial;

/** A worker's log cannot be opened; the message names the path and the remedy. */
public final class OutputException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public OutputException(String message) {
        super(message);
    }

    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
