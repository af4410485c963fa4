package dev.muster.wire;

import java.io.Serial;

/** The other side sent a line over the limit. Nothing that follows it on the connection can be trusted. */
public final class LineTooLongException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    LineTooLongException(int maxLine) {
        super("line over " + maxLine + " bytes");
    }
}
