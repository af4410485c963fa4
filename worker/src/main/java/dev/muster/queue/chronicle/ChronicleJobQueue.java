package dev.muster.queue.chronicle;

import dev.muster.queue.Capabilities;
import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetters;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobResult;
import dev.muster.queue.JobTooBigException;
import dev.muster.queue.QueueAdmin;
import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.QueueStats;
import dev.muster.queue.Tick;
import dev.muster.queue.ledger.Census;
import dev.muster.queue.ledger.ControlFile;
import dev.muster.queue.ledger.Ticks;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One handle on an embedded queue. A put survives the death of any process when it returns; with {@code durability=sync} it survives
 * a power cut when its stage completes, which is on the committer's thread.
 */
final class ChronicleJobQueue implements JobQueue {

    private static final long MIN_NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long MAX_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String name;
    private final QueueUrl url;
    private final SharedQueue shared;
    private final @Nullable Committer committer;
    private final DeadLetters deadLetters;
    private final Bounds bounds;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    ChronicleJobQueue(String name, QueueUrl url, Runnable progress) {
        this.name = name;
        this.url = url;
        this.shared = SharedQueue.acquire(url, progress);
        this.bounds = url.bounds().on(shared.disk());
        this.committer = url.durability() == QueueUrl.Durability.SYNC ? shared.committer() : null;
        this.deadLetters = new ChronicleDeadLetters(shared);
    }

    @Override
    public CompletionStage<JobId> put(Job job) {
        requireOpen();
        if (isTooBig(job)) {
            return tooBig(job);
        }
        long id = enqueue(job, System.currentTimeMillis());
        if (id < 0) {
            return rejected(id, 1, List.of());
        }
        shared.enqueuers().wake(1);
        return durable(List.of(id), JobId.of(id));
    }

    @Override
    public CompletionStage<List<JobId>> putAll(List<Job> jobs) {
        requireOpen();
        for (Job job : jobs) {
            if (isTooBig(job)) {
                return tooBig(job);
            }
        }
        return putAll(jobs.toArray(new Job[0]), System.currentTimeMillis());
    }

    private CompletionStage<List<JobId>> putAll(Job[] jobs, long now) {
        long[] ids = new long[jobs.length];
        int put = 0;
        while (put < jobs.length) {
            put = shared.enqueuers().putRun(jobs, put, ids, now, bounds);
            if (put < jobs.length) {
                long id = enqueue(jobs[put], now);
                if (id < 0) {
                    shared.enqueuers().wake(put);
                    return rejected(id, jobs.length - put, numbers(ids, put));
                }
                ids[put++] = id;
            }
        }
        shared.enqueuers().wake(put);
        return durable(committer == null ? List.of() : numbers(ids, put), jobIds(ids));
    }

    private static List<JobId> jobIds(long[] ids) {
        JobId[] named = new JobId[ids.length];
        for (int i = 0; i < ids.length; i++) {
            named[i] = JobId.of(ids[i]);
        }
        return Collections.unmodifiableList(Arrays.asList(named));
    }

    private static List<Long> numbers(long[] ids, int count) {
        return Arrays.stream(ids, 0, count).boxed().toList();
    }

    @Override
    public CompletionStage<JobResult> submit(Job job) {
        requireOpen();
        if (isTooBig(job)) {
            return tooBig(job);
        }
        if (!job.uniqueKey().isEmpty()) {
            throw new IllegalArgumentException(
                    "queue " + name + ": a job with a unique key cannot be submitted: it may be another one that runs");
        }
        Results results = shared.results();
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        LongSupplier put = () -> results.submit(
                () -> shared.enqueuers().put(job, System.currentTimeMillis(), bounds, results.slot()), result);
        long refused = put.getAsLong();
        long id = refused < 0 ? waitForRoom(refused, put) : refused;
        if (id < 0) {
            return rejected(id, 1, List.of());
        }
        shared.enqueuers().wake(1);
        return result;
    }

    @Override
    public CompletionStage<Optional<JobId>> putOnce(String timetable, Instant tick, Job job) {
        requireOpen();
        requireTick(timetable, tick, job);
        if (isTooBig(job)) {
            return tooBig(job);
        }
        TickPuts.Put put = new TickPuts.Put(timetable, tick, job, bounds);
        long id = shared.tickPuts()
                .put(put, placed -> durable(List.of(placed), placed).join());
        if (id == Long.MIN_VALUE) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (id < 0) {
            return rejected(id, 1, List.of());
        }
        shared.enqueuers().wake(1);
        return CompletableFuture.completedFuture(Optional.of(JobId.of(id)));
    }

    private void requireTick(String timetable, Instant tick, Job job) {
        if (!Ticks.isName(timetable)) {
            throw new IllegalArgumentException(
                    "queue " + name + ": the name of a timetable has 1 to 150 bytes, not \"" + timetable + "\"");
        }
        if (!job.uniqueKey().isEmpty()) {
            throw new IllegalArgumentException(
                    "queue " + name + ": the job of a tick is given a unique key; it must not have one");
        }
        if (tick.isAfter(Instant.now().plus(TickPuts.AHEAD))) {
            throw new IllegalArgumentException(
                    "queue " + name + ": the tick " + tick + " of " + timetable + " lies more than an hour ahead");
        }
    }

    @Override
    public Optional<Tick> lastTick(String timetable) {
        requireOpen();
        return shared.tickPuts().last(timetable);
    }

    private static boolean isTooBig(Job job) {
        return job.payload().length > Segment.MAX_PAYLOAD_BYTES;
    }

    private <T> CompletionStage<T> tooBig(Job job) {
        return CompletableFuture.failedFuture(
                new JobTooBigException(name, job.payload().length, Segment.MAX_PAYLOAD_BYTES));
    }

    private long enqueue(Job job, long nowMs) {
        long id = shared.enqueuers().put(job, nowMs, bounds);
        return id < 0 ? waitForRoom(id, () -> shared.enqueuers().put(job, System.currentTimeMillis(), bounds)) : id;
    }

    /** Puts again and again until there is room, if that is what the queue does, or until the thread is interrupted. */
    private long waitForRoom(long refused, LongSupplier put) {
        if (url.onFull() != QueueUrl.OnFull.BLOCK) {
            return refused;
        }
        shared.enqueuers().wake(ControlFile.SLOTS); // those who can make room may not know of what was put so far
        long nap = MIN_NAP_NANOS;
        long id = refused;
        while (id < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(nap);
            nap = Math.min(2 * nap, MAX_NAP_NANOS);
            id = put.getAsLong();
        }
        return id;
    }

    /** Complete when the jobs are as durable as this handle promises. */
    private <T> CompletableFuture<T> durable(List<Long> ids, T result) {
        return committer == null || ids.isEmpty()
                ? CompletableFuture.completedFuture(result)
                : committer.commit(ids, result);
    }

    private <T> CompletionStage<T> rejected(long why, int jobs, List<Long> accepted) {
        shared.enqueuers().countRejected(jobs);
        List<JobId> ids = accepted.stream().map(JobId::of).toList();
        QueueFullException full;
        if (why == Enqueuer.FULL) {
            full = QueueFullException.backlog(name, stats().backlog(), bounds.maxBacklog(), ids);
        } else if (why == Enqueuer.FULL_BYTES) {
            full = QueueFullException.bytes(name, shared.directory().allocatedBytes(), bounds.maxBytes(), ids);
        } else {
            full = QueueFullException.disk(name, shared.disk().usable(), bounds.minFree(), ids);
        }
        return durable(accepted, full).thenCompose(CompletableFuture::failedFuture);
    }

    @Override
    public Consumer openConsumer() {
        requireOpen();
        shared.retain();
        try {
            return new ChronicleConsumer(name, shared, url.crashes(), url.maxRunning());
        } catch (RuntimeException | Error e) {
            shared.release();
            throw e;
        }
    }

    /** Others may have the queue open still, so the handle has to know. Who passes in a race meets the shared one's check. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("queue " + name + " is closed");
        }
    }

    @Override
    public void onCancel(Runnable listener) {
        requireOpen();
        listeners.add(listener);
        shared.running().cancelListeners().add(listener);
    }

    @Override
    public QueueStats stats() {
        Housekeeper.settleTail(shared.directory(), shared.segments());
        return Census.count(shared.directory(), System.currentTimeMillis());
    }

    @Override
    public QueueCounters counters() {
        return Census.counters(shared.directory());
    }

    @Override
    public QueueAdmin admin() {
        return new ChronicleAdmin(name, shared, this::requireOpen);
    }

    @Override
    public DeadLetters deadLetters() {
        requireOpen();
        return deadLetters;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, true);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            shared.running().cancelListeners().removeAll(listeners);
            shared.release();
        }
    }

    SharedQueue shared() {
        return shared;
    }

    @Override
    public String toString() {
        return "queue " + name + " in " + url.directory();
    }
}
