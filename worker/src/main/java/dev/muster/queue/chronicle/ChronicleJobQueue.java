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
        if (job.payload().length > Segment.MAX_PAYLOAD_BYTES) {
            return CompletableFuture.failedFuture(
                    new JobTooBigException(name, job.payload().length, Segment.MAX_PAYLOAD_BYTES));
        }
        long nap = MIN_NAP_NANOS;
        long id = shared.enqueuer().put(job, url.maxBacklog());
        while (id == Enqueuer.FULL
                && url.onFull() == QueueUrl.OnFull.BLOCK
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(nap);
            nap = Math.min(2 * nap, MAX_NAP_NANOS);
            id = shared.enqueuer().put(job, url.maxBacklog());
        }
        return id == Enqueuer.FULL ? rejected() : CompletableFuture.completedFuture(new JobId(Long.toString(id)));
    }

    private CompletionStage<JobId> rejected() {
        shared.enqueuer().countRejected(shared.home());
        return CompletableFuture.failedFuture(new QueueFullException(name, stats().backlog(), url.maxBacklog()));
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

    @Override
    public String toString() {
        return "queue " + name + " in " + url.directory();
    }
}
