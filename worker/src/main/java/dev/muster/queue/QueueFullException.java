package dev.muster.queue;

import java.io.Serial;
import java.util.List;

/** A put was refused because the backlog has reached the queue's bound. */
public final class QueueFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<JobId> accepted;

    public QueueFullException(String queue, long backlog, long maxBacklog, List<JobId> accepted) {
        super("queue " + queue + " is full (backlog " + backlog + ", max-backlog " + maxBacklog
                + "): put again later, or add consumers");
        this.accepted = List.copyOf(accepted);
    }

    /** The jobs of the same call that were put before the queue was full, in their order; they run. */
    public List<JobId> accepted() {
        return accepted == null ? List.of() : accepted;
    }
}
