package dev.muster.queue;

import java.time.Duration;
import java.util.List;

/** One claim slot. One thread at a time; only {@link #wakeup} and {@link #drain} may be called from another. */
public interface Consumer extends AutoCloseable {

    /**
     * Claims up to {@code max} jobs, waiting up to {@code timeout} for the first. Jobs of earlier polls may still be in hand; they are
     * settled on this thread, in any order.
     *
     * @param max how many at most, at least 1
     * @param timeout how long to wait for the first one; zero for: only look
     * @return the claimed jobs, the most urgent ones first; empty on time-out, on {@link #wakeup}, after {@link #drain}, and while the
     *     queue is paused
     */
    List<Lease> poll(int max, Duration timeout);

    /** Makes a waiting poll, or else the next one, return empty at once. */
    void wakeup();

    /**
     * Announces a planned stop: polls return empty from now on, and what this consumer still holds counts as interrupted,
     * not as crashed, should its process be killed before the last job is settled.
     */
    void drain();

    /**
     * Gives unsettled leases back and frees the slot. After {@link #drain} that is an interruption, which costs nothing; without it
     * nobody settled them who should have, and that is a failure: it costs an attempt.
     */
    @Override
    void close();
}
