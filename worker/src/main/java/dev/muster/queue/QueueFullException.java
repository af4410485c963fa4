package dev.muster.queue;

import java.io.Serial;
import java.util.List;

/** A put was refused because a bound of the queue is reached. */
public final class QueueFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Which bound refused the put. */
    private final String bound;
    /** What was found. */
    private final long value;
    /** What is allowed. */
    private final long limit;

    private final transient List<JobId> accepted;

    private QueueFullException(String message, String bound, long value, long limit, List<JobId> accepted) {
        super(message);
        this.bound = bound;
        this.value = value;
        this.limit = limit;
        this.accepted = List.copyOf(accepted);
    }

    /**
     * For engines: so many jobs wait or run.
     *
     * @param queue its name
     * @param backlog jobs that wait or run
     * @param maxBacklog how many of them may
     * @param accepted the ids of those of the same call that were put before
     * @return to be thrown
     */
    public static QueueFullException backlog(String queue, long backlog, long maxBacklog, List<JobId> accepted) {
        return full(queue, "backlog " + backlog, "max-backlog", backlog, maxBacklog, accepted);
    }

    /**
     * For engines: the queue's files have grown so large.
     *
     * @param queue its name
     * @param bytes on the disk
     * @param maxBytes how many there may be
     * @param accepted the ids of those of the same call that were put before
     * @return to be thrown
     */
    public static QueueFullException bytes(String queue, long bytes, long maxBytes, List<JobId> accepted) {
        return full(queue, bytes + " bytes on disk", "max-bytes", bytes, maxBytes, accepted);
    }

    private static QueueFullException full(
            String queue, String how, String bound, long value, long limit, List<JobId> accepted) {
        return new QueueFullException(
                "queue " + queue + " is full (" + how + ", " + bound + " " + limit
                        + "): put again later, or add consumers",
                bound,
                value,
                limit,
                accepted);
    }

    /**
     * For engines: the file system has so little room left.
     *
     * @param queue its name
     * @param free bytes
     * @param minFree how many bytes are to be left free
     * @param accepted the ids of those of the same call that were put before
     * @return to be thrown
     */
    public static QueueFullException disk(String queue, long free, long minFree, List<JobId> accepted) {
        return new QueueFullException(
                "queue " + queue + " takes nothing more because the disk is full (" + free + " bytes free, min-free "
                        + minFree + "): free some space; jobs that wait go on",
                "min-free",
                free,
                minFree,
                accepted);
    }

    /**
     * Which bound refused the put.
     *
     * @return as the configuration calls it: {@code max-backlog}, {@code max-bytes} or {@code min-free}
     */
    public String bound() {
        return bound;
    }

    /**
     * What was found.
     *
     * @return jobs for {@code max-backlog}, bytes for the others
     */
    public long value() {
        return value;
    }

    /**
     * What is allowed.
     *
     * @return jobs for {@code max-backlog}, bytes for the others
     */
    public long limit() {
        return limit;
    }

    /**
     * The jobs of the same call that were put before the queue was full; they run.
     *
     * @return in their order; empty for a call with one job, and when the exception came from another process
     */
    public List<JobId> accepted() {
        return accepted == null ? List.of() : accepted;
    }
}
