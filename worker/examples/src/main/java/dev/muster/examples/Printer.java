package dev.muster.examples;

import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;

/** Prints each number of the queue of its role {@code in}. */
public final class Printer implements Service {

    @Override
    public void run(WorkerContext context) {
        long pid = ProcessHandle.current().pid();
        context.handle("in", Long.class, (number, job) -> {
            System.out.println("I am worker " + context.worker() + ", pid " + pid + ", and I print " + number);
            return Outcome.done();
        });
    }
}
