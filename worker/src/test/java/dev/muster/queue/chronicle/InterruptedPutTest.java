package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job may be interrupted at any moment, also while it puts another. */
class InterruptedPutTest {

    private static final int PUTS = 2000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void interruptInTheMiddleOfAPutSpoilsNothing() {
        String url = "chronicle:" + directory.resolve("q") + "?segment-jobs=100&min-free=0";
        try (JobQueue queue = JobQueues.open("q", url)) {
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread putting = new Thread(() -> put(queue));
            putting.setUncaughtExceptionHandler((thread, error) -> failure.set(error));
            putting.start();
            while (putting.isAlive()) {
                putting.interrupt();
                LockSupport.parkNanos(200_000);
            }
            assertThat(failure.get()).isNull();
            assertThat(queue.stats().puts()).isEqualTo(PUTS);
            try (Consumer consumer = queue.openConsumer()) {
                int taken = 0;
                while (taken < PUTS) {
                    List<Lease> leases = consumer.poll(64, Duration.ofSeconds(5));
                    assertThat(leases).isNotEmpty();
                    leases.forEach(Lease::ack);
                    taken += leases.size();
                }
            }
            assertThat(queue.admin().verify()).isEmpty();
        }
    }

    private static void put(JobQueue queue) {
        byte[] large = new byte[100_000];
        for (int i = 0; i < PUTS; i++) {
            Thread.interrupted();
            queue.put(Job.bytes(i % 10 == 0 ? large : new byte[10]))
                    .toCompletableFuture()
                    .join();
        }
    }
}
