package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A program that is run when something happens. Immutable.
 *
 * @param matches what it is run for
 * @param services only what concerns these; everything when there is none
 * @param command the program and its arguments
 * @param timeout when it is killed, with its process group
 */
public record Hook(Set<EventKind> matches, Set<String> services, List<String> command, Duration timeout) {

    public Hook {
        matches = Set.copyOf(matches);
        services = Set.copyOf(services);
        command = List.copyOf(command);
    }
}
