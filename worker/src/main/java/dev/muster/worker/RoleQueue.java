package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.JobQueue;
import dev.muster.queue.RetryPolicy;
import dev.muster.queue.RunLimit;
import dev.muster.wire.RoleCounters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** The one open queue behind a role, its consumers, and what this process did with it. Thread-safe. */
final class RoleQueue {
    final String name;
    final JobQueue queue;
    final RetryPolicy policy;
    final Optional<RunLimit> limit;
    final Duration grace;
    final LongAdder puts = new LongAdder();
    final LongAdder taken = new LongAdder();
    final LongAdder done = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder released = new LongAdder();
    final LongAdder buried = new LongAdder();
    private final List<Consumer> consumers = new CopyOnWriteArrayList<>();

    RoleQueue(String name, JobQueue queue, RetryPolicy policy, Optional<RunLimit> limit, Duration grace) {
        this.name = name;
        this.queue = queue;
        this.policy = policy;
        this.limit = limit;
        this.grace = grace;
    }

    /** How long a handler's job may take. @throws IllegalArgumentException when it wants more than the queue allows */
    Optional<RunLimit> limitFor(HandlerOptions options) {
        if (options.timeLimit().isEmpty()) {
            return limit;
        }
        Duration wanted = options.timeLimit().get();
        if (limit.isPresent() && wanted.compareTo(limit.get().time()) > 0) {
            throw new IllegalArgumentException(
                    "queue " + name + ": a time limit of " + DurationText.of(wanted) + " is more than its max-run-time "
                            + DurationText.of(limit.get().time()));
        }
        return Optional.of(new RunLimit(wanted, grace));
    }

    /** The consumer belongs to the calling thread. */
    Consumer openConsumer() {
        Consumer consumer = queue.openConsumer();
        consumers.add(consumer);
        return consumer;
    }

    /** On the consumer's thread. */
    void close(Consumer consumer) {
        consumers.remove(consumer);
        consumer.close();
    }

    void quiet() {
        for (Consumer consumer : consumers) {
            consumer.drain();
            consumer.wakeup();
        }
    }

    /** Any thread. */
    void drainAllBut(Set<Consumer> others) {
        for (Consumer consumer : consumers) {
            if (!others.contains(consumer)) {
                consumer.drain();
            }
        }
    }

    RoleCounters counters() {
        return new RoleCounters(puts.sum(), taken.sum(), done.sum(), retried.sum(), released.sum(), buried.sum());
    }
}
