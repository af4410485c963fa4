package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine in a hostile world. A failure names its seed; to replay it, put the seed into the list. */
class SimulationTest {

    private static final int EVENTS = 100_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyInvariantHoldsAfterEveryEvent(long seed) {
        run(seed, WorkerMachine::step);
    }

    /**
     * Proves that the simulation is worth its time: it finds each bug that is put into the machine. Some need a rare coincidence, which
     * a seed may not have.
     */
    @ParameterizedTest(name = "{0}")
    @EnumSource(Mutant.class)
    void everySeededBugIsCaught(Mutant mutant) {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= 5; seed++) {
                        run(seed, mutant);
                    }
                })
                .hasMessageStartingWith("seed ");
    }

    private static void run(long seed, Machine machine) {
        try {
            new Simulation(seed, machine).run(EVENTS);
        } catch (Violation e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
