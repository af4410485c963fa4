package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of a worker's output, without its newline. The bytes are the worker's own and need not be UTF-8. Immutable by
 * convention: nobody writes into {@code bytes}.
 *
 * @param at when the master read it; empty when it was read back from a raw file
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Millions of them: nobody compares lines, and a copy for each would double the cost.
public record Line(WorkerId worker, LogStream stream, Optional<Instant> at, byte[] bytes) {

    /** The line as text; what is not UTF-8 becomes U+FFFD. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
