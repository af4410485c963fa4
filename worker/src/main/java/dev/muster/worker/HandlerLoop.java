package dev.muster.worker;

import dev.muster.queue.Job;

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
