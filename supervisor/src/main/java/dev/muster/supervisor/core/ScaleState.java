package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of a scaled service between two readings. Immutable.
 *
 * @param last the last decision of this master
 * @param doubt how often in a row a decision for fewer was taken back soon: each doubles the quiet time before the next
 * @param quiet since when there was no reason for as many, and how busy they were meanwhile
 * @param readAt the last reading that told something
 * @param note what it comes to at present, as a sentence
 */
public record ScaleState(
        Optional<ScaleDecision> last, int doubt, Optional<Quiet> quiet, Optional<Instant> readAt, String note) {

    private static final int MOST_DOUBT = 5;

    /** Before the first reading. */
    public static final ScaleState NEW =
            new ScaleState(Optional.empty(), 0, Optional.empty(), Optional.empty(), "waits for the first reading");

    /** Readings without a reason for as many workers. */
    record Quiet(Instant since, int readings, long busy) {
        Quiet and(int nowBusy) {
            return new Quiet(since, readings + 1, busy + nowBusy);
        }

        double meanBusy() {
            return readings == 0 ? 0 : (double) busy / readings;
        }
    }

    /** How long it has to be quiet before there are fewer. */
    Duration patience(Duration cooldown) {
        return cooldown.multipliedBy(1L << doubt);
    }

    /** What has been quiet so far does not count any more. */
    public ScaleState suspended(Instant at, String newNote) {
        return restless().read(at).saying(newNote);
    }

    ScaleState read(Instant at) {
        return new ScaleState(last, doubt, quiet, Optional.of(at), note);
    }

    ScaleState saying(String newNote) {
        return new ScaleState(last, doubt, quiet, readAt, newNote);
    }

    ScaleState quiet(Quiet newQuiet) {
        return new ScaleState(last, doubt, Optional.of(newQuiet), readAt, note);
    }

    ScaleState restless() {
        return new ScaleState(last, doubt, Optional.empty(), readAt, note);
    }

    /** More after fewer means that there were too few; soon after it, that the next time deserves a longer look. */
    ScaleState decided(ScaleDecision decision, Duration cooldown) {
        int newDoubt = doubt;
        if (decision.isUp() && last.isPresent() && !last.get().isUp()) {
            Duration held = Duration.between(last.get().at(), decision.at());
            boolean soon = held.compareTo(patience(cooldown).multipliedBy(4)) < 0;
            newDoubt = Math.max(0, Math.min(MOST_DOUBT, soon ? doubt + 1 : doubt - 1));
        }
        return new ScaleState(Optional.of(decision), newDoubt, Optional.empty(), readAt, decision.why());
    }
}
