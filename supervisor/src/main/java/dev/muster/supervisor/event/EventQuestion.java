package dev.muster.supervisor.event;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries somebody wants. Immutable.
 *
 * @param names workers and services; all entries when there is none
 * @param since none that is older
 * @param most the newest, this many at most
 */
public record EventQuestion(Set<String> names, Optional<Instant> since, int most) {

    public EventQuestion {
        names = Set.copyOf(names);
    }

    public boolean wants(Event event) {
        return event.concerns(names) && !isOver(event);
    }

    boolean isOver(Event event) {
        return since.isPresent() && event.at().isBefore(since.get());
    }
}
