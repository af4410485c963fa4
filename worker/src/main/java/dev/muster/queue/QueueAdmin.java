package dev.muster.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an operator does with a queue, besides workers that run. A job that a worker holds is never taken from it; it may
 * only be asked to end it, see {@link #cancel}. Thread-safe.
 */
public interface QueueAdmin {

    /** Some of the jobs: those that are ready, the next one first, then those that run, then those that wait for their time. */
    List<PeekedJob> peek(int max);

    /** A job that has not finished; empty when there is none with this id. */
    Optional<PeekedJob> find(JobId id);

    /**
     * Puts a job aside that waits.
     *
     * @return false when it is dead already
     * @throws JobRunningException when a worker holds it
     * @throws NoSuchJobException when there is none with this id
     */
    boolean bury(JobId id, String why);

    /**
     * Removes a job that waits or is dead; from then on it will not run.
     *
     * @return false when it has finished already, as far as that is still known
     * @throws JobRunningException when a worker holds it
     * @throws NoSuchJobException when there is none with this id
     */
    boolean remove(JobId id);

    /**
     * Cancels a job, whoever has it. One that waits is removed. One that runs is asked to end ({@link Lease#cancelled}), and its worker ends it
     * as one that has taken too long: see {@link Cancellation}.
     *
     * @param id as it was put
     * @return what became of it
     * @throws NoSuchJobException when there is none with this id
     */
    Cancellation cancel(JobId id);

    /** Stops handing out jobs for a while, over restarts and reboots; what runs goes on, and puts are taken. */
    void pause(Duration time);

    /** Stops handing out jobs until {@link #resume}. */
    void pause();

    /** Hands out jobs again. */
    void resume();

    /** Until when no job is handed out: empty when the queue is not paused, {@link Instant#MAX} when that has no end. */
    Optional<Instant> pausedUntil();

    /** Removes every job that waits, ready or not; what runs and what is dead stays. @return how many were removed */
    long purge();

    /** Walks through the queue's files. @return what does not fit together; empty when all is well */
    List<QueueProblem> verify();

    /** Shows every job once that is not finished, dead ones included; workers go on meanwhile. */
    void export(java.util.function.Consumer<PeekedJob> each);
}
