package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Opens and closes what a contract test needs. */
abstract class QueueFixture {

    static final Duration SOON = Duration.ofSeconds(10);

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Opens the test's queue, the same one at every call, with a bound on its backlog. */
    protected abstract JobQueue open(long maxBacklog, boolean block);

    JobQueue queue() {
        return queue(1_000_000, false);
    }

    JobQueue queue(long maxBacklog, boolean block) {
        JobQueue queue = open(maxBacklog, block);
        opened.add(queue);
        return queue;
    }

    Consumer consumer(JobQueue queue) {
        Consumer consumer = queue.openConsumer();
        opened.add(0, consumer);
        return consumer;
    }

    @AfterEach
    void closeEverything() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    static JobId put(JobQueue queue, String text) {
        return queue.put(Job.json(text)).toCompletableFuture().join();
    }

    static Lease take(Consumer consumer) {
        List<Lease> leases = consumer.poll(1, SOON);
        assertThat(leases).as("a job within %s", SOON).hasSize(1);
        return leases.get(0);
    }

    static String text(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }
}
