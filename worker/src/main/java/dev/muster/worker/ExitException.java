package dev.muster.worker;

import java.io.Serial;

/** Thrown by {@link Service#run} or {@link Service#terminate} to choose the worker's exit code. No stack is printed. */
public final class ExitException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The exit code, 0 to 255. */
    private final int code;

    /**
     * Ends the worker in order, with this exit code.
     *
     * @param code 0 to 255; 1 and 2 are better left to the SDK (killed by its own grace, uncaught exception)
     * @throws IllegalArgumentException when it is outside
     */
    public ExitException(int code) {
        super("exit " + code);
        if (code < 0 || code > 255) {
            throw new IllegalArgumentException("exit code must be 0 to 255, not " + code);
        }
        this.code = code;
    }

    /**
     * What was chosen.
     *
     * @return the exit code, 0 to 255
     */
    public int code() {
        return code;
    }
}
