package dev.muster.bench.rolling;

import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;

/** Prints of each stamp its number, when it was put, and how long it waited, in microseconds. */
public final class Taker implements Service {

    @Override
    public void run(WorkerContext context) {
        context.handle("in", Stamp.class, (stamp, job) -> {
            long waited = Stamp.clock() - stamp.micros();
            System.out.println("took " + stamp.number() + " " + stamp.micros() + " " + waited);
            return Outcome.done();
        });
    }
}
