package dev.muster.queue.chronicle;

import dev.muster.queue.Consumer;
import dev.muster.queue.JobQueue;
import dev.muster.queue.Lease;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A part of {@link CrashProgram}: takes a job, lives through something that a clock might take for a death, and finishes. */
final class Endurance {

    private static final Duration STANDSTILL = Duration.ofSeconds(3);
    private static final Duration ROUNDS = Duration.ofMillis(1600); // of housekeeping: three

    private record Node(@Nullable Node next) {}

    private final JobQueue queue;
    private final Journal journal;

    Endurance(JobQueue queue, Journal journal) {
        this.queue = queue;
        this.journal = journal;
    }

    /** @param what a "jump" of the wall clock, a "freeze" by others, or to "collect" garbage with the world stopped */
    void outlast(String what) {
        Consumer consumer = queue.openConsumer();
        Consumer other = queue.openConsumer();
        Lease lease = consumer.poll(1, Duration.ofMinutes(1)).get(0);
        journal.line("took " + name(lease));
        switch (what) {
            case "jump" -> awaitJump();
            case "freeze" -> awaitFreeze();
            default -> collect();
        }
        journal.line("outlasted");
        long end = System.nanoTime() + ROUNDS.toNanos();
        while (System.nanoTime() - end < 0) {
            for (Lease due : other.poll(1, Duration.ofMillis(100))) {
                journal.line("got " + name(due));
                due.ack();
            }
        }
        journal.line("lost " + lease.lost());
        journal.line("acked " + lease.ack());
    }

    private static void awaitJump() {
        long before = System.currentTimeMillis();
        while (Math.abs(System.currentTimeMillis() - before) < 3_600_000) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void awaitFreeze() {
        long last = System.nanoTime();
        for (long now = last; now - last < STANDSTILL.toNanos(); now = System.nanoTime()) {
            last = now;
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** A long list is marked node by node, by one thread, while all others stand still. */
    private void collect() {
        Node list = new Node(null);
        for (int i = 0; i < 8_000_000; i++) {
            list = new Node(list);
        }
        long end = System.nanoTime() + STANDSTILL.toNanos();
        int collections = 0;
        while (System.nanoTime() - end < 0) {
            System.gc();
            collections++;
        }
        long stoppedMs = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(collector -> collector.getCollectionTime())
                .sum();
        journal.line("stopped " + stoppedMs + " " + collections + (list.next() == null ? " in vain" : ""));
    }

    private static String name(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }
}
