package dev.muster.queue.ledger;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Supplier;

/**
 * Runs file operations with the thread's interrupt flag put aside and back. An interrupted thread that opens or maps a
 * channel closes it ({@link java.nio.channels.InterruptibleChannel}); a worker whose job is being cancelled must not lose
 * its queue by that. Thread-safe.
 */
public final class Uninterrupted {

    private Uninterrupted() {}

    /**
     * Runs a file operation; more than once when an interrupt comes in the middle, for that closes its channel all the same.
     *
     * @param body can be repeated after a {@link ClosedByInterruptException}, which it wraps into an UncheckedIOException
     */
    public static <T> T call(Supplier<T> body) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return body.get();
                } catch (UncheckedIOException e) {
                    if (!(e.getCause() instanceof ClosedByInterruptException)) {
                        throw e;
                    }
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for the end of a thread that has been told to end. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
