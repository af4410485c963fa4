package dev.muster.examples;

import dev.muster.worker.Service;
import dev.muster.worker.StoppingException;
import dev.muster.worker.WorkLease;
import dev.muster.worker.WorkQueue;
import dev.muster.worker.WorkerContext;

/** Prints each number of the queue of its role {@code in}, as {@link Printer} does, but asks for each itself. */
public final class Puller implements Service {

    @Override
    public void run(WorkerContext context) throws InterruptedException {
        WorkQueue<Long> in = context.queue("in", Long.class);
        try {
            while (true) {
                try (WorkLease<Long> job = in.take()) {
                    System.out.println("I am worker " + context.worker() + ", and I print " + job.payload());
                    job.done();
                }
            }
        } catch (StoppingException stop) {
            // the way out of take()
        }
    }
}
