package dev.muster.worker;

import dev.muster.queue.JobId;
import java.util.Optional;

/** Which job this is, and for the how manieth time. On the thread that handles it, but for {@link #cancelled}. */
public interface Delivery {

    /** The job's identity within its queue. */
    JobId id();

    /** 1 for the first; interruptions by a planned stop do not count. */
    int attempt();

    /** Workers that died while they held the job. */
    int crashes();

    /**
     * Saves how far the job is, for the case that this delivery does not finish: the next one finds it with {@link #checkpoint()}. It
     * replaces the last one and is as durable as a put when this returns.
     *
     * @param state up to 1 MiB
     * @throws IllegalArgumentException when it is larger
     * @throws java.io.UncheckedIOException when it cannot be written; the last one is still there then
     */
    void checkpoint(byte[] state);

    /** What this delivery or an earlier one has saved last. */
    Optional<byte[]> checkpoint();

    /**
     * True once the job has run for its queue's {@code max-run-time} (of several taken together: since the one before has ended): it should end by itself. After {@code run-grace} its thread is
     * interrupted, after which it has failed whatever it returns; after another it ends with its whole process. Any thread.
     */
    boolean cancelled();
}
