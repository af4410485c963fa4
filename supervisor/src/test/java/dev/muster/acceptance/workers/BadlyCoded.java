package dev.muster.acceptance.workers;

import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;

/** cotyledon's badly coded service: run() raises at once. */
public final class BadlyCoded implements Service {

    @Override
    public void run(WorkerContext context) {
        throw new IllegalStateException("so badly coded");
    }
}
