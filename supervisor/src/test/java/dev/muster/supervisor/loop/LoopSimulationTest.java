package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Rollout.Outcome;
import java.util.EnumMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop in a hostile world; the name of a failing test has its seed. */
class LoopSimulationTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void loopKeepsItsPromisesAndEndsWithNothingLeft(long seed) {
        EnumMap<Outcome, Integer> ends = new EnumMap<>(Outcome.class);
        for (int round = 0; round < 20; round++) {
            new LoopSimulation(seed * 1_000 + round, ends).run(400);
        }
        assertThat(ends.keySet()).as("how rollouts end").containsExactly(Outcome.values());
    }
}
