package dev.muster.examples;

import dev.muster.queue.QueueFullException;
import dev.muster.worker.Service;
import dev.muster.worker.WorkQueue;
import dev.muster.worker.WorkerContext;
import java.time.Duration;

/**
 * Puts 0, 1, 2, ... into the queue of its role {@code out}, one every {@code settings.interval} (1s), {@code settings.count} of them (no end).
 */
public final class Producer implements Service {

    @Override
    public void run(WorkerContext context) throws Exception {
        WorkQueue<Long> out = context.queue("out", Long.class);
        Duration interval = context.settings().duration("interval", Duration.ofSeconds(1));
        long count = context.settings().integer("count", Long.MAX_VALUE);
        // The queue has no other producer, so it has as many numbers as were put: its own restart loses and repeats
        // none.
        long next = out.stats().puts();
        while (next < count && !context.stopping()) {
            try {
                out.put(next);
                next++;
            } catch (QueueFullException full) {
                // the same number again after the interval
            }
            if (!interval.isZero()) {
                context.awaitStop(interval);
            }
        }
        context.awaitStop();
    }
}
