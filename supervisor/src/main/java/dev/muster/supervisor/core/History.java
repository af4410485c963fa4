package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What earlier lives of a slot mean for the next one. Immutable.
 *
 * @param restarts restarts that nobody asked for, since the slot exists
 * @param failures lives in a row that were too short or never ready; the exponent of the back-off
 * @param exhausted the restart limit was used up and no healthy life or request came since
 * @param recent moments of the restarts after failures that the limit's window still sees
 * @param cause why the last life ended, without what was decided about it; empty when the next one is not begun because of that
 */
public record History(
        int restarts,
        int failures,
        boolean exhausted,
        List<Instant> recent,
        Optional<LastExit> lastExit,
        String cause) {

    /** Nothing has happened yet. */
    public static final History NONE = new History(0, 0, false, List.of(), Optional.empty(), "");

    public History {
        recent = List.copyOf(recent);
    }

    /** By the clock of another loop. */
    History shifted(Duration by) {
        return new History(
                restarts,
                failures,
                exhausted,
                recent.stream().map(moment -> moment.plus(by)).toList(),
                lastExit.map(last -> last.shifted(by)),
                cause);
    }

    /** A request from outside: what went wrong before does not count against it. */
    History forgiven() {
        return new History(restarts, 0, false, List.of(), lastExit, "");
    }

    History ended(Optional<LastExit> exit, String newCause) {
        return new History(restarts, failures, exhausted, recent, exit.or(() -> lastExit), newCause);
    }

    History restarted() {
        return new History(restarts + 1, failures, exhausted, recent, lastExit, cause);
    }

    History judged(int newFailures, boolean nowExhausted, List<Instant> newRecent) {
        return new History(restarts, newFailures, nowExhausted, newRecent, lastExit, cause);
    }
}
