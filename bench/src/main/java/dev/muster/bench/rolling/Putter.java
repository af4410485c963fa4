package dev.muster.bench.rolling;

import dev.muster.worker.Service;
import dev.muster.worker.WorkQueue;
import dev.muster.worker.WorkerContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Puts {@code settings.rate} stamps a second, evenly: what it could not put in time it makes up for. */
public final class Putter implements Service {

    @Override
    public void run(WorkerContext context) throws Exception {
        WorkQueue<Stamp> out = context.queue("out", Stamp.class);
        long interval = TimeUnit.SECONDS.toNanos(1) / context.settings().integer("rate");
        long began = System.nanoTime();
        for (long next = 0; !context.stopping(); next++) {
            long early = began + next * interval - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
            out.put(Stamp.now(next));
        }
    }
}
