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

    /**
     * Looks at some of the jobs without taking them.
     *
     * @param max how many at most, at least 0
     * @return those that are ready, the next one first, then those that run, then those that wait for their time
     */
    List<PeekedJob> peek(int max);

    /**
     * A job that has not finished.
     *
     * @param id as it was put
     * @return empty when there is none with this id
     */
    Optional<PeekedJob> find(JobId id);

    /**
     * Puts a job aside that waits.
     *
     * @param id as it was put
     * @param why in one line, the reason of its {@link DeadLetter}
     * @return false when it is dead already
     * @throws JobRunningException when a worker holds it
     * @throws NoSuchJobException when there is none with this id
     */
    boolean bury(JobId id, String why);

    /**
     * Removes a job that waits or is dead; from then on it will not run.
     *
     * @param id as it was put
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

    /**
     * Stops handing out jobs for a while, over restarts and reboots; what runs goes on, and puts are taken.
     *
     * @param time from now on; it replaces an earlier pause
     */
    void pause(Duration time);

    /** Stops handing out jobs until {@link #resume}. */
    void pause();

    /** Hands out jobs again. */
    void resume();

    /**
     * Until when no job is handed out.
     *
     * @return empty when the queue is not paused, {@link Instant#MAX} when that has no end
     */
    Optional<Instant> pausedUntil();

    /**
     * Removes every job that waits, ready or not; what runs and what is dead stays.
     *
     * @return how many were removed
     */
    long purge();

    /**
     * Walks through the queue's files.
     *
     * @return what does not fit together; empty when all is well
     */
    List<QueueProblem> verify();

    /**
     * Shows every job once that is not finished, dead ones included; workers go on meanwhile.
     *
     * @param each called on the calling thread, once for each job
     */
    void export(java.util.function.Consumer<PeekedJob> each);
}
