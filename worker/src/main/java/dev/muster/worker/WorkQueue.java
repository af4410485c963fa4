package dev.muster.worker;

import dev.muster.queue.JobId;
import dev.muster.queue.QueueStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A queue with payloads of one type. {@code put} and {@code stats} may be called from any thread; {@code take} and
 * {@code poll} from one only, the first that does: another thread asks the context for a queue of its own.
 *
 * @param <T> what its jobs carry, see {@link WorkerContext#queue}
 */
public interface WorkQueue<T> {

    /**
     * Puts a job; when it returns, the job is durable at the queue's level.
     *
     * @param payload not null
     * @return its identity within the queue
     * @throws dev.muster.queue.QueueFullException when the backlog has reached its bound and the queue rejects
     * @throws dev.muster.queue.JobTooBigException when the payload is larger than the queue takes, 16 MiB with the embedded engine
     */
    JobId put(T payload);

    /**
     * As {@link #put(Object)}: later, more or less urgently, or only once.
     *
     * @param payload not null
     * @param options how, beside at once
     * @return its identity within the queue; that of another job when one with the same unique key waits or runs
     */
    JobId put(T payload, PutOptions options);

    /**
     * Puts several jobs, in their order; cheaper than as many puts.
     *
     * @param payloads without nulls; may be empty
     * @return their identities, in the same order
     * @throws dev.muster.queue.QueueFullException when they do not all fit; it tells which were put
     */
    List<JobId> putAll(List<T> payloads);

    /**
     * Puts the job of one tick of a timetable: exactly one for each, whichever workers try, and whoever of them is killed when. With it any
     * number of workers may have the same periodic task that puts a job, see {@link WorkerContext#periodic}.
     *
     * @param timetable names it within the queue
     * @param tick the time that is meant, the same for all of them, at most an hour ahead of the clock
     * @param payload not null
     * @return the job's id; empty when this tick, or a later one, has its job already
     * @throws dev.muster.queue.QueueFullException when the queue is full; the tick is not over then
     * @throws UnsupportedOperationException when the queue's engine cannot
     */
    Optional<JobId> putOnce(String timetable, Instant tick, T payload);

    /**
     * Puts a job and waits for the result that its handler returns with {@link Outcome#done(Object)}. If this worker ends, the job runs
     * nevertheless. The future fails with {@link dev.muster.queue.JobFailedException} when the job is put aside as dead; it never ends by
     * itself when nobody handles the job: give it a time-out.
     *
     * @param <R> what the handler returns
     * @param payload not null
     * @param resultType the result's class; another result fails the future
     * @return cancelling it does not cancel the job
     * @throws dev.muster.queue.QueueFullException when the backlog has reached its bound and the queue rejects
     */
    <R> CompletableFuture<R> submit(T payload, Class<R> resultType);

    /**
     * Claims the next job, waiting for one. A payload that is no T is buried and passed over.
     *
     * @return to be settled once, or closed, on this thread
     * @throws StoppingException when the worker is stopping: let it pass
     * @throws IllegalStateException when the last claimed job has not been settled or closed
     * @throws InterruptedException when the thread is interrupted: let it pass
     */
    WorkLease<T> take() throws InterruptedException;

    /**
     * Claims the next job, waiting so long at most.
     *
     * @param longest zero or less for: only look
     * @return empty when the time has passed or the worker is stopping
     * @throws IllegalStateException when the last claimed job has not been settled or closed
     * @throws InterruptedException when the thread is interrupted: let it pass
     */
    Optional<WorkLease<T>> poll(Duration longest) throws InterruptedException;

    /**
     * Claims the next jobs: waits for the first one, so long at most, and takes what is there beside it. Cheaper than as many takes for
     * jobs that last microseconds; of long ones the last would wait for the first while other workers are idle.
     *
     * @param max how many at most
     * @param longest zero or less for: only look
     * @return in the order of the queue; empty when the time has passed or the worker is stopping
     * @throws IllegalStateException when not all of the jobs claimed last have been settled or closed
     * @throws InterruptedException when the thread is interrupted: let it pass
     */
    List<WorkLease<T>> poll(int max, Duration longest) throws InterruptedException;

    /**
     * Counts of the queue, over all its users.
     *
     * @return of this moment
     */
    QueueStats stats();
}
