package dev.muster.queue.inline;

import java.util.function.BooleanSupplier;

/** The clock and the threads of this process. Thread-safe. */
final class ProcessHost implements InlineHost {

    /** A job that becomes due wakes nobody: it is looked for so often. */
    private static final long LOOK_MS = 5;

    @Override
    public long nowMs() {
        return System.currentTimeMillis();
    }

    @Override
    public synchronized void await(BooleanSupplier condition, long untilMs) {
        while (!condition.getAsBoolean()) {
            long left = untilMs - nowMs();
            if (left <= 0) {
                return;
            }
            try {
                wait(Math.min(left, LOOK_MS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public synchronized void changed() {
        notifyAll();
    }
}
