package dev.muster.worker;

import java.io.Serial;

/**
 * A blocking take ended because the worker is stopping. Let it pass out of {@link Service#run}: there it is the orderly end.
 */
public final class StoppingException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    StoppingException(String worker) {
        super(worker + " is stopping");
    }
}
