package dev.muster.queue.ledger;

import java.io.Serial;

/** A queue's directory cannot be used by this program on this machine; the message says why and what helps. */
public final class QueueFormatException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    QueueFormatException(String message) {
        super(message);
    }
}
