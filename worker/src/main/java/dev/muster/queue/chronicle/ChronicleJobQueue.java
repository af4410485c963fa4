package dev.muster.queue.chronicle;

import dev.muster.queue.Capabilities;
import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobTooBigException;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.Census;
import dev.muster.queue.ledger.ControlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One handle on an embedded queue. A put is durable against the death of any process when it returns. */
final class ChronicleJobQueue implements JobQueue {

    private static final long MIN_NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long MAX_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String name;
    private final QueueUrl url;
    private final SharedQueue shared;
    private volatile boolean closed;

    ChronicleJobQueue(String name, QueueUrl url) {
        this.name = name;
        this.url = url;
        this.shared = SharedQueue.acquire(url);
    }

    @Override
    public CompletionStage<JobId> put(Job job) {
        requireOpen();
        if (isTooBig(job)) {
            return tooBig(job);
        }
        long id = enqueue(job);
        if (id == Enqueuer.FULL) {
            return rejected(1, List.of());
        }
        shared.enqueuers().wake(1);
        return CompletableFuture.completedFuture(id(id));
    }

    @Override
    public CompletionStage<List<JobId>> putAll(List<Job> jobs) {
        requireOpen();
        for (Job job : jobs) {
            if (isTooBig(job)) {
                return tooBig(job);
            }
        }
        List<JobId> ids = new ArrayList<>(jobs.size());
        for (Job job : jobs) {
            long id = enqueue(job);
            if (id == Enqueuer.FULL) {
                shared.enqueuers().wake(ids.size());
                return rejected(jobs.size() - ids.size(), ids);
            }
            ids.add(id(id));
        }
        shared.enqueuers().wake(ids.size());
        return CompletableFuture.completedFuture(ids);
    }

    private static boolean isTooBig(Job job) {
        return job.payload().length > Segment.MAX_PAYLOAD_BYTES;
    }

    private <T> CompletionStage<T> tooBig(Job job) {
        return CompletableFuture.failedFuture(
                new JobTooBigException(name, job.payload().length, Segment.MAX_PAYLOAD_BYTES));
    }

    private static JobId id(long id) {
        return new JobId(Long.toString(id));
    }

    private long enqueue(Job job) {
        long id = shared.enqueuers().put(job, url.maxBacklog());
        if (id == Enqueuer.FULL && url.onFull() == QueueUrl.OnFull.BLOCK) {
            shared.enqueuers().wake(ControlFile.SLOTS); // those who can make room may not know of what was put so far
            return enqueueWhenThereIsRoom(job);
        }
        return id;
    }

    /** Waits as long as it takes, unless the thread is interrupted. */
    private long enqueueWhenThereIsRoom(Job job) {
        long nap = MIN_NAP_NANOS;
        long id = Enqueuer.FULL;
        while (id == Enqueuer.FULL && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(nap);
            nap = Math.min(2 * nap, MAX_NAP_NANOS);
            id = shared.enqueuers().put(job, url.maxBacklog());
        }
        return id;
    }

    private <T> CompletionStage<T> rejected(int jobs, List<JobId> accepted) {
        shared.enqueuers().countRejected(jobs);
        return CompletableFuture.failedFuture(
                new QueueFullException(name, stats().backlog(), url.maxBacklog(), accepted));
    }

    @Override
    public Consumer openConsumer() {
        requireOpen();
        shared.retain();
        try {
            return new ChronicleConsumer(name, shared);
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
    public QueueStats stats() {
        Housekeeper.settleTail(shared.directory(), shared.segments());
        return Census.count(shared.directory(), System.currentTimeMillis());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, false, true);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
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
