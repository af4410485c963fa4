package dev.muster.supervisor.daemon;

import dev.muster.supervisor.event.LastWords;
import dev.muster.supervisor.log.Line;
import dev.muster.supervisor.log.OutputPump;
import dev.muster.supervisor.log.Question;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds a worker's last words in its log. Thread-safe. */
record WorkerWords(OutputPump output) implements LastWords {
    /** More than is kept of them, because the next life may have spoken already. */
    private static final int LINES = 200;

    private static final long BYTES = 64 << 10;

    @Override
    public List<String> between(WorkerId worker, Instant from, Instant until) {
        Question question = new Question(LINES, BYTES, Optional.of(from), false);
        return output.tail(worker, question).lines().stream()
                .filter(line -> line.at().map(at -> !at.isAfter(until)).orElse(false))
                .map(Line::text)
                .toList();
    }
}
