package dev.muster.worker;

import dev.muster.queue.Job;
import java.time.Duration;

/** Takes jobs and handles them, one at a time, until the stop. */
final class HandlerLoop implements Runnable {
    private final String worker;
    private final LiveQueue<Job> queue;
    private final Handlers handlers;

    HandlerLoop(String worker, LiveQueue<Job> queue, Handlers handlers) {
        this.worker = worker;
        this.queue = queue;
        this.handlers = handlers;
    }

    @Override
    public void run() {
        try {
            while (true) {
                try (LiveLease<Job> lease = queue.take()) {
                    handle(lease);
                }
            }
        } catch (StoppingException | InterruptedException e) {
            // the orderly end: nothing is in hand
            queue.closeIfOf(Thread.currentThread());
        }
    }

    /** Takes a job if one is ready, and handles it; on whatever thread, one at a time. @return whether there was one */
    boolean step() throws InterruptedException {
        queue.comeToThisThread();
        LiveLease<Job> next = queue.next(Duration.ZERO);
        if (next == null) {
            return false;
        }
        try (LiveLease<Job> lease = next) {
            handle(lease);
        }
        return true;
    }

    private void handle(LiveLease<Job> lease) {
        settle(worker, Handled.by(handlers, lease), queue.isStopping());
    }

    /** Does what the code of a job has come to. */
    static void settle(String worker, Handled handled, boolean stopping) {
        if (!handled.settle(stopping)) {
            WorkerLog.warn(worker + ": job " + handled.lease().id()
                    + " was given to another worker meanwhile; result discarded");
        }
    }
}
