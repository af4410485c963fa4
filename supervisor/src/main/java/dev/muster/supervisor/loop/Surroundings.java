package dev.muster.supervisor.loop;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Everything outside that the loop depends on. Immutable.
 *
 * @param monotonic what deadlines are measured by
 * @param wall what people are shown; may jump
 * @param succession of the master that this is
 * @param random uniform in [0, 1), spreads back-off delays
 */
public record Surroundings(
        Processes processes,
        Journal journal,
        InstantSource monotonic,
        InstantSource wall,
        DoubleSupplier random,
        Succession succession) {

    /** Real clocks and real chance. */
    public static Surroundings live(Processes processes, Journal journal, Succession succession) {
        InstantSource wall = InstantSource.system();
        return new Surroundings(
                processes,
                journal,
                new MonotonicClock(wall.instant()),
                wall,
                () -> ThreadLocalRandom.current().nextDouble(),
                succession);
    }

    /** Tells the journal of a fault; the last resort, so that nothing may come out of it. */
    void fault(Object what, Throwable fault) {
        try {
            journal.fault(what, fault);
        } catch (RuntimeException | Error nobodyIsLeftToTell) {
            fault.addSuppressed(nobodyIsLeftToTell);
        }
    }
}
