package dev.muster.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A durable queue with competing consumers and at-least-once delivery. Engines are found by the scheme of the URL, see
 * {@link JobQueues#open}. Thread-safe.
 */
public interface JobQueue extends AutoCloseable {

    /**
     * Puts a job; it is durable at the queue's level when the stage completes.
     *
     * @param job what is put
     * @return its id; of a job that is there already, that one's, see {@link Job#uniqueKey}
     * @throws QueueFullException (through the stage) when the backlog has reached its bound and the queue rejects
     * @throws JobTooBigException (through the stage) when the payload is larger than the queue takes
     */
    CompletionStage<JobId> put(Job job);

    /**
     * Puts several jobs, in their order, and wakes consumers once. Cheaper than as many puts.
     *
     * @param jobs may be empty
     * @return their ids, in the same order
     * @throws QueueFullException (through the stage) when they do not all fit; {@link QueueFullException#accepted} are those that were
     *     put
     * @throws JobTooBigException (through the stage) when one of the payloads is larger than the queue takes; then none was put
     */
    CompletionStage<List<JobId>> putAll(List<Job> jobs);

    /**
     * Puts a job and waits for what its handler makes of it. If this process ends, the job runs nevertheless; if the job's worker dies
     * between handing the result over and finishing, it runs again, and the first result counts.
     *
     * @param job what is put
     * @return what its handler returned, {@link JobResult#NOTHING} when that was nothing; it never ends by itself when nobody handles the
     *     job
     * @throws JobFailedException (through the stage) when the job was put aside as dead
     * @throws QueueFullException (through the stage) as {@link #put}
     * @throws IllegalArgumentException when the job has a unique key: it may be another one that runs
     */
    CompletionStage<JobResult> submit(Job job);

    /**
     * Puts the job of one tick of a timetable: exactly one for each tick, whichever processes try, however often, and whoever of them is
     * killed when. What was put is remembered beside the queue, so that a job that is done already does not come again; a tick before the last one
     * that was put counts as over. A full queue rejects the job, even one that blocks other puts; the tick is not over then.
     *
     * @param timetable names it within the queue, at most 150 bytes
     * @param tick the time that is meant, at most an hour ahead of the clock; a last tick that lies further ahead was put while the clock was wrong,
     *     and does not count
     * @param job without a unique key: it is given one
     * @return the id of the job; empty when this tick is over
     * @throws QueueFullException (through the stage) as {@link #put}
     * @throws IllegalArgumentException for a name that is too long, a time too far ahead, a job with a unique key
     * @throws UnsupportedOperationException when the engine cannot
     */
    default CompletionStage<Optional<JobId>> putOnce(String timetable, Instant tick, Job job) {
        throw new UnsupportedOperationException(this + ": this engine cannot put jobs once a tick");
    }

    /**
     * The last tick of a timetable that has its job.
     *
     * @param timetable as in {@link #putOnce}
     * @return empty when none ever had one
     * @throws UnsupportedOperationException when the engine cannot
     */
    default Optional<Tick> lastTick(String timetable) {
        throw new UnsupportedOperationException(this + ": this engine cannot put jobs once a tick");
    }

    /**
     * Opens a claim slot, of which a queue has 512. It is to be closed before the queue.
     *
     * @return of one thread
     * @throws IllegalStateException when all slots are taken
     */
    Consumer openConsumer();

    /**
     * Calls this on a thread of the engine, soon after somebody has cancelled a job that runs; it may be one that is held here, see {@link
     * Lease#cancelled}. It must not block.
     *
     * @param listener called without saying which job; many cancellations may be one call
     */
    default void onCancel(Runnable listener) {}

    /**
     * Counts; the backlog (ready + delayed + running) is exact.
     *
     * @return of this moment; cheap enough for once a second
     */
    QueueStats stats();

    /**
     * What happened so far.
     *
     * @return since the queue was created
     */
    QueueCounters counters();

    /**
     * What an operator may do.
     *
     * @return works on the same files, whatever workers do meanwhile
     */
    QueueAdmin admin();

    /**
     * The jobs that were put aside.
     *
     * @return works on the same files, whatever workers do meanwhile
     * @throws UnsupportedOperationException when the engine keeps none, see {@link #capabilities}
     */
    DeadLetters deadLetters();

    /**
     * What this engine can do, for start-up checks and documents; worker code never branches on it.
     *
     * @return the same for all queues of an engine
     */
    Capabilities capabilities();

    /** Lets go of the files. Its consumers are to be closed before. Further calls do nothing. */
    @Override
    void close();
}
