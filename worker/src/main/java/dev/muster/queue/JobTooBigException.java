package dev.muster.queue;

import java.io.Serial;

/** A put was refused, before a byte was written, because the payload is larger than the queue takes. */
public final class JobTooBigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * For engines.
     *
     * @param queue its name
     * @param bytes how long the payload is
     * @param maxBytes how long it may be
     */
    public JobTooBigException(String queue, long bytes, long maxBytes) {
        super("queue " + queue + ": payload of " + bytes + " bytes is too big (at most " + maxBytes
                + "): put it into a file and its name into the queue");
    }
}
