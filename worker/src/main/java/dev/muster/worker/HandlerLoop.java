package dev.muster.worker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Takes jobs and handles them, one at a time, until the stop. */
final class HandlerLoop<T> implements Runnable {
    private static final long FIRST_DELAY_MS = 1_000;
    private static final long LONGEST_DELAY_MS = 300_000;

    private final String worker;
    private final LiveQueue<T> queue;
    private final JobHandler<T> handler;

    HandlerLoop(String worker, LiveQueue<T> queue, JobHandler<T> handler) {
        this.worker = worker;
        this.queue = queue;
        this.handler = handler;
    }

    @Override
    public void run() {
        try {
            while (true) {
                try (WorkLease<T> lease = queue.take()) {
                    handle(lease);
                }
            }
        } catch (StoppingException | InterruptedException e) {
            // the orderly end: nothing is in hand
            queue.closeIfOf(Thread.currentThread());
        }
    }

    private void handle(WorkLease<T> lease) {
        if (!outcome(lease).settle(lease)) {
            WorkerLog.warn(worker + ": job " + lease.id() + " was given to another worker meanwhile; result discarded");
        }
    }

    private Outcome outcome(WorkLease<T> lease) {
        try {
            return requireNonNull(
                    handler.handle(lease.payload(), new Delivery(lease.id(), lease.attempt(), lease.crashes())),
                    "the handler returned null");
        } catch (Exception e) { // an Error is not the job's fault: it ends the worker
            Duration delay = delay(lease.attempt(), ThreadLocalRandom.current().nextDouble());
            WorkerLog.warn(
                    worker + ": job " + lease.id() + " failed (attempt " + lease.attempt() + "); again in "
                            + DurationText.of(delay),
                    e);
            return Outcome.retry(delay, e.toString());
        }
    }

    /**
     * Doubles from 1 s to 5 min, and varies by a fifth each way, so that jobs which failed together do not return together.
     *
     * @param random 0 to 1
     */
    static Duration delay(int attempt, double random) {
        int doublings = Math.max(0, Math.min(attempt - 1, 20));
        long ms = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS << doublings);
        return Duration.ofMillis((long) (ms * (0.8 + 0.4 * random)));
    }
}
