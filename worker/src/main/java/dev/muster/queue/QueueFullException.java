package dev.muster.queue;

import java.io.Serial;

/** A put was refused because the backlog has reached the queue's bound. */
public final class QueueFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public QueueFullException(String queue, long backlog, long maxBacklog) {
        super("queue " + queue + " is full (backlog " + backlog + ", max-backlog " + maxBacklog
                + "): put again later, or add consumers");
    }
}
