package dev.muster.worker;

import java.io.Serial;

/** Thrown by {@link Service#reload}: these settings need a new process. The worker drains, exits 0 and is started again. */
public final class RestartRequestedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Asks for another process.
     *
     * @param reason in a few words, for the log
     */
    public RestartRequestedException(String reason) {
        super(reason);
    }
}
