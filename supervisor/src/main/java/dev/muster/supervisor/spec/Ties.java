package dev.muster.supervisor.spec;

import java.util.List;

/**
 * How a service stands to the others; a change takes effect without touching a process. Immutable.
 *
 * @param priority lower starts earlier and stops later
 * @param after what a worker waits for before each of its starts
 * @param strategy what becomes of the others when one of its workers is restarted
 * @param essential whether the fleet ends when one of its workers has failed for good
 */
public record Ties(int priority, List<Dependency> after, Strategy strategy, boolean essential) {

    public Ties {
        after = List.copyOf(after);
    }

    /** Without any to another service. */
    public static Ties none(int priority) {
        return new Ties(priority, List.of(), Strategy.ONE_FOR_ONE, false);
    }

    /** Who is restarted with a worker. The names are OTP's. */
    public enum Strategy {
        /** Nobody. */
        ONE_FOR_ONE,
        /** Those that come after its service, directly or not. */
        REST_FOR_ONE,
        /** Every worker of every service that is connected with its own. */
        ONE_FOR_ALL
    }
}
