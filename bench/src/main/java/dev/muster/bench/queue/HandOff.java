package dev.muster.bench.queue;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.Lease;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What is asked of Muster's queue alone: how long one job takes from hand to hand. */
final class HandOff {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final JobQueue queue;
    private @Nullable Consumer consumer;

    HandOff(JobQueue queue) {
        this.queue = queue;
    }

    /** Puts jobs that carry the time, with pauses between them. A spinning producer is awake when its time has come. */
    String stamp(int jobs, int gapMicros, boolean spinning) {
        for (int i = 0; i < jobs; i++) {
            long due = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(gapMicros);
            while (spinning && System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(due - System.nanoTime());
            byte[] payload =
                    ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
            queue.put(Job.bytes(payload)).toCompletableFuture().join();
        }
        return "stamp " + jobs;
    }

    /** Takes such jobs, the first half to warm up. */
    String clock(int jobs, boolean spinning) {
        long[] nanos = new long[jobs];
        for (int i = 0; i < jobs; i++) {
            Lease lease = next(spinning ? Duration.ZERO : PATIENCE);
            nanos[i] =
                    System.nanoTime() - ByteBuffer.wrap(lease.job().payload()).getLong();
            lease.ack();
        }
        long[] warm = Arrays.copyOfRange(nanos, jobs / 2, jobs);
        Arrays.sort(warm);
        return "clock " + warm[warm.length / 2] + " " + warm[warm.length * 99 / 100] + " " + warm[warm.length - 1];
    }

    private Lease next(Duration patience) {
        Consumer mine = consumer();
        List<Lease> leases = mine.poll(1, patience);
        while (leases.isEmpty()) {
            leases = mine.poll(1, patience);
        }
        return leases.get(0);
    }

    private Consumer consumer() {
        Consumer known = consumer;
        if (known == null) {
            known = queue.openConsumer();
            consumer = known;
        }
        return known;
    }

    /** Claims the next job and never finishes it. */
    String hold() {
        next(PATIENCE);
        return "hold " + System.nanoTime();
    }

    /** Waits for the next job and finishes it. */
    String next() {
        Lease lease = next(PATIENCE);
        String answer = "next " + System.nanoTime() + " " + lease.attempt();
        lease.ack();
        return answer;
    }
}
