package dev.muster.concurrent;

import java.time.Duration;
import java.util.Optional;

/**
 * What an executor has done and does, at one moment: at each, {@code submitted} is the sum of {@code executed}, {@code cancelled},
 * {@code rejected}, {@code delayed}, {@code backlog} and {@code running}. Immutable.
 *
 * @param submitted all tasks that it was ever asked to run
 * @param executed those that ended, whether they failed or not
 * @param failures of the executed, those that ended with an exception and had not been interrupted by the executor
 * @param interrupted of the executed, those that were interrupted by {@code cancel(true)} or {@code shutdownNow}
 * @param cancelled those that were cancelled, or whose future was completed by somebody else, before they began
 * @param rejected those that were refused, or dropped for newer ones
 * @param queueTime of all executed tasks together, from the submission, or the end of the delay, to the begin
 * @param runTime of all executed tasks together, from the begin to the end
 * @param delayed those whose delay has not passed
 * @param backlog those that wait for a thread
 * @param running those that have got a thread and have not ended
 * @param threads all threads, idle ones too; 0 of an executor that runs its tasks in the caller
 */
public record ExecutorStatistics(
        long submitted,
        long executed,
        long failures,
        long interrupted,
        long cancelled,
        long rejected,
        Duration queueTime,
        Duration runTime,
        int delayed,
        int backlog,
        int running,
        int threads) {

    /**
     * How long an executed task waited, on average; empty before the first one.
     *
     * @return the mean of the queue times
     */
    public Optional<Duration> averageQueueTime() {
        return executed == 0 ? Optional.empty() : Optional.of(queueTime.dividedBy(executed));
    }

    /**
     * How long an executed task ran, on average; empty before the first one.
     *
     * @return the mean of the run times
     */
    public Optional<Duration> averageRunTime() {
        return executed == 0 ? Optional.empty() : Optional.of(runTime.dividedBy(executed));
    }
}
