package dev.muster.concurrent;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * No member of a pool can be started: the initializer fails, or the JVM ends before it is reached. The pool has stopped, and
 * every task that waited has this as its failure.
 */
public final class PoolBrokenException extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    PoolBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
