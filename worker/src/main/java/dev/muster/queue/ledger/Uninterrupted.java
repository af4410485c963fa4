package dev.muster.queue.ledger;

import java.util.function.Supplier;

/**
 * Runs file operations with the thread's interrupt flag put aside and back. An interrupted thread that opens or maps a
 * channel closes it ({@link java.nio.channels.InterruptibleChannel}); a worker whose job is being cancelled must not lose
 * its queue by that. Thread-safe.
 */
public final class Uninterrupted {

    private Uninterrupted() {}

    public static <T> T call(Supplier<T> body) {
        boolean interrupted = Thread.interrupted();
        try {
            return body.get();
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
