package dev.muster.worker;

import static java.util.Objects.requireNonNull;

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
        if (!settle(lease)) {
            WorkerLog.warn(worker + ": job " + lease.id() + " was given to another worker meanwhile; result discarded");
        }
    }

    private boolean settle(LiveLease<Job> lease) {
        Outcome outcome;
        try {
            outcome = requireNonNull(handlers.handle(lease.payload(), lease), "the handler returned null");
        } catch (Exception e) {
            String cut = lease.endRun();
            if (!cut.isEmpty()) {
                return lease.failed(cut, e);
            }
            boolean interrupted = e instanceof StoppingException || e instanceof InterruptedException;
            return (interrupted && queue.isStopping()) ? lease.release() : lease.failed(e.toString(), e);
        } catch (Error e) { // it ends the worker, and perhaps it is not the job's fault; but then it cannot go on for
            // ever
            lease.failed(e.toString(), e);
            throw e;
        }
        String cut = lease.endRun(); // code that swallows an interrupt may take half a job for a whole one
        return cut.isEmpty() ? outcome.settle(lease) : lease.failed(cut, null);
    }
}
