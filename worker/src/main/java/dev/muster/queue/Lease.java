package dev.muster.queue;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job. It is held as long as its owner's process lives; no clock takes it away. Settle it exactly once, on the
 * consumer's thread.
 */
public interface Lease {

    /** The most that {@link #checkpoint(byte[])} takes. */
    int MAX_CHECKPOINT_BYTES = 1 << 20;

    /**
     * Which job it is.
     *
     * @return its identity within its queue
     */
    JobId id();

    /**
     * What was put.
     *
     * @return with the payload's own array: not to be changed
     */
    Job job();

    /**
     * Which attempt this is.
     *
     * @return 1 for the first delivery; grows with every delivery after a failure or a crash, not after an interruption
     */
    int attempt();

    /**
     * How often the job has cost a worker its life.
     *
     * @return how many workers died while they held it
     */
    int crashes();

    /**
     * Saves how far the job is, so that {@link #checkpoint()} of the next delivery finds it, should this one not finish. It replaces the
     * last one, and survives the death of any process when this returns; in a queue that promises to, a power cut.
     *
     * @param state at most {@link #MAX_CHECKPOINT_BYTES}
     * @throws IllegalArgumentException when it is larger
     * @throws java.io.UncheckedIOException when it cannot be written; the last one is still there then
     */
    void checkpoint(byte[] state);

    /**
     * What this delivery or an earlier one has saved last.
     *
     * @return as it was saved; empty when nothing was
     */
    Optional<byte[]> checkpoint();

    /**
     * Says how far the job is, for whoever looks at the queue meanwhile. Nothing is kept of it when this delivery ends.
     * Any thread; cheap: whoever says a lot is written down from time to time, within a second the last time.
     *
     * @param fraction 0 to 1
     * @param note what it is doing, a few words; empty for nothing
     */
    default void progress(double fraction, String note) {}

    /**
     * Whether somebody has cancelled the job, see {@link QueueAdmin#cancel}. Then whatever becomes of this delivery, but for an {@link #ack},
     * puts it aside. Any thread; cheap.
     *
     * @return whether the job should end by itself now
     */
    default boolean cancelled() {
        return false;
    }

    /**
     * This process is about to end because of the job: says so in what is known of the crash. From any thread.
     *
     * @param why in one line, such as {@code ran longer than 10s}
     * @param stack where the job's thread stood
     */
    default void blame(String why, String stack) {}

    /**
     * Whether the job belongs to somebody else by now.
     *
     * @return true when its result must be discarded
     */
    boolean lost();

    /**
     * Done.
     *
     * @return false when the lease was lost: the job was given to somebody else
     */
    boolean ack();

    /**
     * Done, with a result for whoever has submitted the job.
     *
     * @param result kept for nobody but those who wait for it
     * @return false when the lease was lost; nobody gets the result then
     */
    boolean ack(JobResult result);

    /**
     * Failed: tried again later. Costs an attempt; an engine counts them, and it is for the caller to bury the job after the last one.
     *
     * @param delay until it is ready again, zero for at once
     * @param why in one line, kept with the job
     * @return false when the lease was lost
     */
    boolean retry(Duration delay, String why);

    /**
     * Not run, or interrupted by a planned stop: ready again at once, costs nothing.
     *
     * @return false when the lease was lost
     */
    boolean release();

    /**
     * Not the time for it yet: ready again after the delay, costs nothing.
     *
     * @param delay until it is ready again
     * @return false when the lease was lost
     */
    boolean snooze(Duration delay);

    /**
     * Puts it aside as dead.
     *
     * @param why in one line, the reason of its {@link DeadLetter}
     * @return false when the lease was lost
     */
    default boolean bury(String why) {
        return bury(why, null);
    }

    /**
     * Puts it aside as dead.
     *
     * @param why in one line, the reason of its {@link DeadLetter}
     * @param error kept with the job, stack and all, up to 16 KiB; null when there is none
     * @return false when the lease was lost
     */
    boolean bury(String why, @Nullable Throwable error);
}
