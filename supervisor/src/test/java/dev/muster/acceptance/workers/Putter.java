package dev.muster.acceptance.workers;

import dev.muster.worker.Service;
import dev.muster.worker.WorkQueue;
import dev.muster.worker.WorkerContext;

/** Puts 0 to {@code settings.count} - 1, once for the whole life of the queue, and rests. */
public final class Putter implements Service {

    @Override
    public void run(WorkerContext context) throws InterruptedException {
        WorkQueue<Long> out = context.queue("out", Long.class);
        for (long next = out.stats().puts(); next < context.settings().integer("count"); next++) {
            out.put(next);
        }
        context.awaitStop();
    }
}
