package dev.muster.acceptance.workers;

import dev.muster.worker.Service;
import dev.muster.worker.WorkLease;
import dev.muster.worker.WorkQueue;
import dev.muster.worker.WorkerContext;
import java.util.List;

/** Does one job of its queue and never looks at it again. */
public final class Loafer implements Service {

    @Override
    public void run(WorkerContext context) throws InterruptedException {
        WorkQueue<String> errands = context.queue("in", String.class);
        errands.putAll(List.of("milk", "bread"));
        try (WorkLease<String> errand = errands.take()) {
            errand.done();
        }
        context.awaitStop();
    }
}
