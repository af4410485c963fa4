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
 * @param calendar times of schedules, and where it is kept which of them had their run
 * @param random uniform in [0, 1), spreads back-off delays
 */
public record Surroundings(
        Processes processes,
        Journal journal,
        InstantSource monotonic,
        InstantSource wall,
        DoubleSupplier random,
        Succession succession,
        Calendar calendar) {

    /** For a loop without schedules. */
    public Surroundings(
            Processes processes,
            Journal journal,
            InstantSource monotonic,
            InstantSource wall,
            DoubleSupplier random,
            Succession succession) {
        this(processes, journal, monotonic, wall, random, succession, Calendar.NONE);
    }

    /** Real clocks and real chance, no schedules. */
    public static Surroundings live(Processes processes, Journal journal, Succession succession) {
        return live(processes, journal, succession, Calendar.NONE);
    }

    /** Real clocks and real chance. */
    public static Surroundings live(Processes processes, Journal journal, Succession succession, Calendar calendar) {
        InstantSource wall = InstantSource.system();
        return new Surroundings(
                processes,
                journal,
                new MonotonicClock(wall.instant()),
                wall,
                () -> ThreadLocalRandom.current().nextDouble(),
                succession,
                calendar);
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
