package dev.muster.worker;

import dev.muster.queue.JobId;
import java.time.Instant;
import java.util.Optional;

/**
 * The delivery of a job as its handler knows it: which job it is, how much time it has, and what may be said and saved meanwhile.
 * {@link #cancelled}, {@link #stopping}, {@link #deadline} and {@link #progress} from any thread; the rest on the thread that handles it.
 */
public interface JobContext {

    /**
     * Which job it is.
     *
     * @return its identity within its queue
     */
    JobId id();

    /**
     * Which attempt this is.
     *
     * @return 1 for the first; interruptions by a planned stop do not count
     */
    int attempt();

    /**
     * How often it has cost a worker its life.
     *
     * @return how many workers died while they held the job
     */
    int crashes();

    /**
     * When the job is asked to end, or was: its queue's {@code max-run-time}, or its handler's time limit, from its start (of several taken
     * together: from the end of the one before). It moves on while the whole process stands still. Empty when the job may run for ever.
     *
     * @return by the clock of the day, as far as is known now
     */
    Optional<Instant> deadline();

    /**
     * True once the job should end by itself: somebody has cancelled it, or it has run for as long as it may (see {@link #deadline}). After its
     * queue's {@code run-grace} its thread is interrupted, after which it has failed whatever it returns; after another it ends with its whole
     * process. A job that was cancelled and does not get done is put aside as dead, and not tried again.
     *
     * @return whether to end now
     */
    boolean cancelled();

    /**
     * True once the worker is stopping: there is its grace left, after which it ends with whatever it has in hand. A job that takes longer
     * may throw InterruptedException: then it is another worker's at once, and that costs no attempt.
     *
     * @return whether its worker is stopping
     */
    boolean stopping();

    /**
     * Says how far the job is, for whoever looks at the queue: it is of this delivery, and gone with its end. Cheap enough for every turn
     * of a loop.
     *
     * @param fraction 0 to 1
     * @param note what it is doing, a few words; empty for nothing
     * @throws IllegalArgumentException when the fraction is not from 0 to 1
     */
    void progress(double fraction, String note);

    /**
     * Saves how far the job is, for the case that this delivery does not finish: the next one finds it with {@link #checkpoint()}. It
     * replaces the last one and is as durable as a put when this returns.
     *
     * @param state up to 1 MiB
     * @throws IllegalArgumentException when it is larger
     * @throws java.io.UncheckedIOException when it cannot be written; the last one is still there then
     */
    void checkpoint(byte[] state);

    /**
     * As {@link #checkpoint(byte[])}, as JSON.
     *
     * @param state a record, String, number, Boolean, enum, Map or List, up to 1 MiB of JSON; a byte[] is taken as it is
     */
    void checkpoint(Object state);

    /**
     * What this delivery or an earlier one has saved last.
     *
     * @return as it was saved; empty when nothing was
     */
    Optional<byte[]> checkpoint();

    /**
     * What this delivery or an earlier one has saved last.
     *
     * @param <S> what was saved
     * @param type its class
     * @return empty when nothing was saved
     * @throws IllegalStateException when that is no S
     */
    <S> Optional<S> checkpoint(Class<S> type);
}
