package dev.muster.examples;

import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;

/** For each number of the queue of its role {@code in} it sums {@code settings.count} (a million) random integers. */
public final class Summer implements Service {

    @Override
    public void run(WorkerContext context) {
        int count = (int) context.settings().integer("count", 1_000_000);
        context.handle("in", Long.class, (number, job) -> {
            System.out.println(
                    "I am worker " + context.worker() + ", and sum " + number + " is " + Compute.randomSum(count));
            return Outcome.done();
        });
    }
}
