package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Wear;
import dev.muster.supervisor.core.Worker;
import java.util.Optional;
import java.util.OptionalLong;

/** What the workers tell of themselves. Thread-safe. */
public interface Signs {

    /** When this life gave its last sign of life, by {@link System#nanoTime}; empty before the first. */
    OptionalLong lastSign(Worker worker);

    /** Why the worker seems to be of no use at this moment: there are jobs for it and it has none in hand. */
    Optional<Idleness> idleness(Worker worker);

    /** How worn this life is. */
    Wear wear(Worker worker);

    /**
     * A worker with nothing to do beside a queue that has jobs for it.
     *
     * @param claimed how many jobs this life has claimed so far
     * @param text as a sentence
     */
    record Idleness(long claimed, String text) {}
}
