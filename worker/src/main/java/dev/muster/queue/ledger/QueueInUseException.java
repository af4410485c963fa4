package dev.muster.queue.ledger;

import java.io.Serial;
import java.nio.file.Path;

/** A queue has a master already. */
public final class QueueInUseException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int pid;

    QueueInUseException(Path directory, int pid) {
        super("queue " + directory + " already has a master (pid " + pid + ")");
        this.pid = pid;
    }

    /** The master's process. */
    public int pid() {
        return pid;
    }
}
