package dev.muster.queue;

import java.io.Serial;
import java.util.List;

/** A put was refused because a bound of the queue is reached. */
public final class QueueFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String bound;
    private final long value;
    private final long limit;
    private final transient List<JobId> accepted;

    private QueueFullException(String message, String bound, long value, long limit, List<JobId> accepted) {
        super(message);
        this.bound = bound;
        this.value = value;
        this.limit = limit;
        this.accepted = List.copyOf(accepted);
    }

    /** So many jobs wait or run. */
    public static QueueFullException backlog(String queue, long backlog, long maxBacklog, List<JobId> accepted) {
        return full(queue, "backlog " + backlog, "max-backlog", backlog, maxBacklog, accepted);
    }

    /** Its files have grown so large. */
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

    /** The file system has so little room left. */
    public static QueueFullException disk(String queue, long free, long minFree, List<JobId> accepted) {
        return new QueueFullException(
                "queue " + queue + " takes nothing more because the disk is full (" + free + " bytes free, min-free "
                        + minFree + "): free some space; jobs that wait go on",
                "min-free",
                free,
                minFree,
                accepted);
    }

    /** Which bound refused the put, as the configuration calls it: max-backlog, max-bytes or min-free. */
    public String bound() {
        return bound;
    }

    /** What was found. */
    public long value() {
        return value;
    }

    /** What is allowed. */
    public long limit() {
        return limit;
    }

    /** The jobs of the same call that were put before the queue was full, in their order; they run. */
    public List<JobId> accepted() {
        return accepted == null ? List.of() : accepted;
    }
}
