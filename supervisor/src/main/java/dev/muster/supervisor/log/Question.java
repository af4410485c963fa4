package dev.muster.supervisor.log;

import java.time.Instant;
import java.util.Optional;

/**
 * Which of a worker's lines somebody wants. Immutable.
 *
 * @param lines the newest, this many at most
 * @param bytes what they may come to: the line that reaches it is the oldest of the answer, whatever is older is left out
 * @param since none that is older
 * @param errOnly none but of its stderr
 */
public record Question(int lines, long bytes, Optional<Instant> since, boolean errOnly) {

    /** A line whose stream or time is unknown matches only a question that does not ask for it. */
    boolean matches(Line line) {
        boolean stream = !errOnly || line.stream() == LogStream.ERR;
        boolean time = since.isEmpty()
                || line.at().map(at -> !at.isBefore(since.get())).orElse(false);
        return stream && time;
    }

    /** Nothing before this line can match. */
    boolean isBefore(Line line) {
        return since.isPresent()
                && line.at().map(at -> at.isBefore(since.get())).orElse(false);
    }

    /** Raw files cannot answer it. */
    boolean asksForMoreThanBytes() {
        return errOnly || since.isPresent();
    }
}
