package dev.muster.supervisor.spec;

import java.time.Duration;

/**
 * A question and its rhythm. Immutable.
 *
 * @param period from the beginning of one try to that of the next, and before the first one of a worker that is up
 * @param timeout after which a try has failed
 * @param successes in a row that it takes to be well
 */
public record Probe(Check check, Duration period, Duration timeout, int successes) implements StartPolicy.Ready {}
