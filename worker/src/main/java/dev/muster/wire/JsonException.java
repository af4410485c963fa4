package dev.muster.wire;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Text that is no JSON, or JSON that does not fit the wanted type; the message names the place. */
public final class JsonException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Wants what was found, what was wanted, and where. */
    public JsonException(String message) {
        super(message);
    }

    JsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
