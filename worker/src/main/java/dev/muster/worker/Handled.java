package dev.muster.worker;

import static java.util.Objects.requireNonNull;

import dev.muster.queue.Job;
import org.jspecify.annotations.Nullable;

/**
 * What the code of one job has come to, on whatever thread it ran; what becomes of the job is done on the thread that claimed it. Immutable.
 *
 * @param outcome null when the code has thrown
 * @param cut why whatever it returned does not count; empty when it does
 */
record Handled(LiveLease<Job> lease, @Nullable Outcome outcome, String cut, @Nullable Throwable thrown) {

    /** Runs the code, on the thread of the job. */
    static Handled by(Handlers handlers, LiveLease<Job> lease) {
        try {
            Outcome outcome = requireNonNull(handlers.handle(lease.payload(), lease), "the handler returned null");
            // Code that swallows an interrupt may take half a job for a whole one.
            return new Handled(lease, outcome, lease.endRun(), null);
        } catch (Throwable e) {
            return new Handled(lease, null, lease.endRun(), e);
        }
    }

    /**
     * On the thread that claimed it.
     *
     * @return false when the lease was lost
     * @throws Error what the code has thrown: it ends the worker
     */
    boolean settle(boolean stopping) {
        Throwable fault = thrown;
        if (fault instanceof Error error) {
            lease.failed(error.toString(), error); // perhaps it is not the job's fault; but it cannot go on for ever
            throw error;
        }
        if (!cut.isEmpty()) {
            return lease.failed(cut, fault);
        }
        if (fault != null) {
            boolean interrupted = fault instanceof StoppingException || fault instanceof InterruptedException;
            return (interrupted && stopping) ? lease.release() : lease.failed(fault.toString(), fault);
        }
        return requireNonNull(outcome).settle(lease);
    }
}
