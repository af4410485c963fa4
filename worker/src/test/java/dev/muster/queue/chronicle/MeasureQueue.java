package dev.muster.queue.chronicle;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Figures to keep an eye on, run by hand: {@code MeasureQueue put|take|latency URL jobs batch}. Start one {@code put} and two
 * {@code take} for the throughput of separate processes; {@code latency} alone for the hand-off to a sleeping consumer.
 */
final class MeasureQueue {

    private MeasureQueue() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (JobQueue queue = JobQueues.open("measure", args[1])) {
            int jobs = Integer.parseInt(args[2]);
            int batch = Integer.parseInt(args[3]);
            switch (args[0]) {
                case "put" -> put(queue, jobs);
                case "take" -> take(queue, jobs, batch);
                case "latency" -> latency(queue, jobs);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private static void put(JobQueue queue, int jobs) {
        byte[] payload = new byte[16];
        long start = System.nanoTime();
        for (int i = 0; i < jobs; i++) {
            queue.put(Job.bytes(payload));
        }
        report("put", jobs, System.nanoTime() - start);
    }

    private static void take(JobQueue queue, int jobs, int batch) {
        try (Consumer consumer = queue.openConsumer()) {
            long start = 0;
            int mine = 0;
            while (queue.stats().done() < jobs) {
                List<Lease> leases = consumer.poll(batch, Duration.ofMillis(200));
                while (!leases.isEmpty()) {
                    start = start == 0 ? System.nanoTime() : start;
                    leases.forEach(Lease::ack);
                    mine += leases.size();
                    leases = consumer.poll(batch, Duration.ofMillis(20));
                }
            }
            report("take", mine, System.nanoTime() - start);
        }
    }

    private static void latency(JobQueue queue, int jobs) throws InterruptedException {
        long[] nanos = new long[jobs];
        Thread taker = new Thread(() -> {
            try (Consumer consumer = queue.openConsumer()) {
                for (int i = 0; i < jobs; ) {
                    for (Lease lease : consumer.poll(1, Duration.ofSeconds(5))) {
                        nanos[i++] = System.nanoTime()
                                - ByteBuffer.wrap(lease.job().payload()).getLong();
                        lease.ack();
                    }
                }
            }
        });
        taker.start();
        for (int i = 0; i < jobs; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3));
            queue.put(
                    Job.bytes(ByteBuffer.allocate(8).putLong(System.nanoTime()).array()));
        }
        taker.join();
        Arrays.sort(nanos, jobs / 2, jobs); // the first half warms up
        System.out.printf(
                "hand-off asleep: p50 %.1f us, p99 %.1f us%n",
                nanos[jobs * 3 / 4] / 1e3, nanos[jobs / 2 + jobs * 99 / 200] / 1e3);
    }

    private static void report(String what, int jobs, long nanos) {
        System.out.printf("%s: %d jobs in %.2f s, %.0f a second%n", what, jobs, nanos / 1e9, jobs * 1e9 / nanos);
    }
}
