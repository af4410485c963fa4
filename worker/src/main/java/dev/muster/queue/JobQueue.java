package dev.muster.queue;

import java.util.concurrent.CompletionStage;

/**
 * A durable queue with competing consumers and at-least-once delivery. Engines are found by the scheme of the URL, see
 * {@link JobQueues#open}. Thread-safe.
 */
public interface JobQueue extends AutoCloseable {

    /**
     * Puts a job; it is durable at the queue's level when the stage completes.
     *
     * @throws QueueFullException (through the stage) when the backlog has reached its bound and the queue rejects
     */
    CompletionStage<JobId> put(Job job);

    /** Opens a claim slot: one consumer runs one batch at a time. The consumer belongs to one thread. */
    Consumer openConsumer();

    /** Counts; the backlog (ready + delayed + running) is exact. */
    QueueStats stats();

    /** What this engine can do, for start-up checks and documents; worker code never branches on it. */
    Capabilities capabilities();

    @Override
    void close();
}
