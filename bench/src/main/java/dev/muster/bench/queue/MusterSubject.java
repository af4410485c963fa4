package dev.muster.bench.queue;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Muster's queue through its public interface. */
final class MusterSubject implements Subject {

    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final JobQueue queue;
    private final HandOff handOff;

    MusterSubject(String url) {
        this.queue = JobQueues.open("bench", url);
        this.handOff = new HandOff(queue);
    }

    HandOff handOff() {
        return handOff;
    }

    @Override
    public void put(int jobs, int batch, byte[] payload) {
        Job job = Job.bytes(payload);
        if (batch == 0) {
            for (int i = 0; i < jobs; i++) {
                confirm(queue.put(job));
            }
            return;
        }
        for (int left = jobs; left > 0; left -= batch) {
            confirm(queue.putAll(Collections.nCopies(Math.min(batch, left), job)));
        }
    }

    private static void confirm(CompletionStage<?> confirmation) {
        confirmation.toCompletableFuture().join();
    }

    @Override
    public Taker taker() {
        Consumer consumer = queue.openConsumer();
        return new Taker() {
            @Override
            public int take(int max) {
                List<Lease> leases = consumer.poll(max, PATIENCE);
                leases.forEach(Lease::ack);
                return leases.size();
            }

            @Override
            public void close() {
                consumer.close();
            }
        };
    }

    @Override
    public void close() {
        queue.close();
    }
}
