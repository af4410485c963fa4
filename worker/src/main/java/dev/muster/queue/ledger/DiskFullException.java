package dev.muster.queue.ledger;

import java.io.Serial;
import java.nio.file.Path;

/** The file system has no room for what was about to be written; nothing was. */
public final class DiskFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long bytes;

    public DiskFullException(Path file, long bytes) {
        super(file + ": no room for " + bytes + " more bytes");
        this.bytes = bytes;
    }

    /** How much was asked for. */
    public long bytes() {
        return bytes;
    }
}
