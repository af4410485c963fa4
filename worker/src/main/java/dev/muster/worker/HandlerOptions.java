package dev.muster.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * How jobs are handled, beside the handler: {@code HandlerOptions.DEFAULT.withConcurrency(4).withTimeLimit(ofMinutes(5))}. Immutable.
 *
 * @param concurrency how many jobs this JVM runs at a time
 * @param virtualThreads each on a virtual thread of its own, where the JVM has them (21 and later); else on threads of the platform
 * @param timeLimit how long a job may take, at most the queue's {@code max-run-time}; empty for that
 */
public record HandlerOptions(int concurrency, boolean virtualThreads, Optional<Duration> timeLimit) {

    /** One job at a time, as long as the queue allows. */
    public static final HandlerOptions DEFAULT = new HandlerOptions(1, false, Optional.empty());

    /**
     * Checks what it is given.
     *
     * @param concurrency how many jobs this JVM runs at a time
     * @param virtualThreads each on a virtual thread of its own, where the JVM has them
     * @param timeLimit how long a job may take
     * @throws IllegalArgumentException when one of them is less than one or than a millisecond
     */
    public HandlerOptions {
        if (concurrency < 1) {
            throw new IllegalArgumentException("expected a concurrency of at least 1, found " + concurrency);
        }
        if (timeLimit.isPresent() && timeLimit.get().toMillis() < 1) {
            throw new IllegalArgumentException("expected a time limit of at least 1ms, found " + timeLimit.get());
        }
    }

    /**
     * So many at a time, each on a thread of its own that claims its next job when it has done the last one. A queue has 512 claim slots for
     * all its users together, and each of these threads takes one: for hundreds of jobs that mostly wait see {@link #withVirtualThreads}.
     *
     * @param jobs at a time, at least 1
     * @return these options with it
     */
    public HandlerOptions withConcurrency(int jobs) {
        return new HandlerOptions(jobs, virtualThreads, timeLimit);
    }

    /**
     * So many at a time on virtual threads: for jobs that mostly wait for something. One thread claims for all of them, as many as there are
     * free, and settles what they have done; it takes one claim slot. An older JVM than 21 has a thread of the platform for each.
     *
     * @param jobs at a time, at least 1
     * @return these options with it
     */
    public HandlerOptions withVirtualThreads(int jobs) {
        return new HandlerOptions(jobs, true, timeLimit);
    }

    /**
     * A job that takes longer is asked to end, and so on, as with the queue's {@code max-run-time} and {@code run-grace} (10 s unless the
     * queue says another).
     *
     * @param longest at least a millisecond
     * @return these options with it
     */
    public HandlerOptions withTimeLimit(Duration longest) {
        return new HandlerOptions(concurrency, virtualThreads, Optional.of(longest));
    }
}
