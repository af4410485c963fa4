package dev.muster.acceptance.workers;

import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;

/** cotyledon's light service: it has nothing but a run(). */
public final class Light implements Service {

    @Override
    public void run(WorkerContext context) throws InterruptedException {
        System.out.println("light run " + context.worker());
        context.awaitStop();
    }
}
