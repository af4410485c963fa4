package dev.muster.queue.inline;

import dev.muster.queue.Capabilities;
import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetters;
import dev.muster.queue.Job;
import dev.muster.queue.JobFailedException;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobResult;
import dev.muster.queue.JobTooBigException;
import dev.muster.queue.QueueAdmin;
import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.QueueStats;
import dev.muster.queue.Tick;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** One program's access to a store. Thread-safe. */
final class InlineQueue implements JobQueue {

    private final InlineStore store;
    private final String worker;
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong submitted = new AtomicLong();

    private record Waiting(JobId id, CompletableFuture<JobResult> result) {}

    InlineQueue(InlineStore store, String worker) {
        this.store = store;
        this.worker = worker;
    }

    @Override
    public CompletionStage<JobId> put(Job job) {
        return putAll(List.of(job)).thenApply(ids -> ids.get(0));
    }

    @Override
    public CompletionStage<List<JobId>> putAll(List<Job> jobs) {
        InlineHost host = store.host();
        host.before(worker, InlineHost.Call.PUT);
        List<JobId> ids = new ArrayList<>();
        try {
            jobs.forEach(store::requireSize); // or a part of them would be put
            for (Job job : jobs) {
                awaitRoom();
                ids.add(store.put(job, ids, null).id);
                host.changed();
            }
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        host.after(worker, InlineHost.Call.PUT);
        return CompletableFuture.completedFuture(ids);
    }

    private void awaitRoom() {
        if (store.blocks()) {
            store.host().await(store::hasRoom, Long.MAX_VALUE);
        }
    }

    @Override
    public CompletionStage<JobResult> submit(Job job) {
        InlineHost host = store.host();
        host.before(worker, InlineHost.Call.PUT);
        long number = submitted.incrementAndGet();
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        try {
            awaitRoom();
            waiting.put(number, new Waiting(store.put(job, List.of(), result).id, result));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        host.changed();
        host.after(worker, InlineHost.Call.PUT);
        return result.whenComplete((any, failure) -> waiting.remove(number));
    }

    /** Rejects when the queue is full, also when other puts wait. */
    @Override
    public CompletionStage<Optional<JobId>> putOnce(String timetable, Instant tick, Job job) {
        InlineHost host = store.host();
        host.before(worker, InlineHost.Call.PUT);
        Optional<JobId> id;
        try {
            Instant now = Instant.ofEpochMilli(host.nowMs());
            id = store.ticks().put(timetable, tick, job, now, keyed -> store.put(keyed, List.of(), null).id);
        } catch (QueueFullException | JobTooBigException e) {
            return CompletableFuture.failedFuture(e);
        }
        host.changed();
        host.after(worker, InlineHost.Call.PUT);
        return CompletableFuture.completedFuture(id);
    }

    @Override
    public Optional<Tick> lastTick(String timetable) {
        return store.ticks().last(timetable);
    }

    @Override
    public Consumer openConsumer() {
        InlineConsumer consumer = new InlineConsumer(store, worker);
        store.add(consumer);
        return consumer;
    }

    @Override
    public void onCancel(Runnable listener) {
        store.onCancel(listener);
    }

    @Override
    public QueueStats stats() {
        return store.stats();
    }

    @Override
    public QueueCounters counters() {
        return store.counters();
    }

    @Override
    public QueueAdmin admin() {
        return new InlineAdmin(store);
    }

    @Override
    public DeadLetters deadLetters() {
        return new InlineDeadLetters(store);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, true);
    }

    /** The jobs stay, for whoever opens the queue again. */
    @Override
    public void close() {
        waiting.forEach((number, each) -> each.result()
                .completeExceptionally(new JobFailedException(store.name(), each.id(), "the queue has been closed")));
    }
}
