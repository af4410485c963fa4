package dev.muster.supervisor.log;

import java.time.Instant;
import java.util.Optional;

/** Which of a worker's lines somebody wants: the newest {@code lines}, none before {@code since}. Immutable. */
record Question(int lines, Optional<Instant> since, boolean errOnly) {

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
