package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Load.Room;
import dev.muster.supervisor.spec.ScaleOn;
import dev.muster.supervisor.spec.ScalePolicy;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rule makes of bursts, ramps, noise, and loads between two numbers of workers, over many seeds. */
final class ScaleSimulationTest {

    private static final Duration COOLDOWN = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration JOB = Duration.ofMillis(200);
    private static final int SEEDS = Integer.getInteger("muster.scale.seeds", 4);

    /** There and back for each doubling of the quiet time, from one cooldown to 32. */
    private static final int LEARNING = 12;

    /** What the worst load can bring about after that: there and back in 16 minutes. */
    private static final int TURNS_AN_HOUR = 8;

    private static final ScalePolicy POLICY =
            new ScalePolicy(1, 8, new ScaleOn(List.of("in"), Duration.ofSeconds(5), 100, COOLDOWN));

    private interface Story {
        void tell(ScaleSimulation simulation, long seed);
    }

    private static void overSeeds(Duration job, Story story) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            ScaleSimulation simulation = new ScaleSimulation(POLICY, seed, job);
            try {
                story.tell(simulation, seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + " after " + simulation.decisions + ": " + e.getMessage(), e);
            }
        }
    }

    /** Jobs a second that keep so many workers busy. */
    private static double rate(double workers, Duration job) {
        return workers * 1000 / job.toMillis();
    }

    @Test
    void aBurstIsDrainedByAsManyAsMayBeAndThenTheyGo() {
        overSeeds(JOB, (simulation, seed) -> {
            simulation.run(Duration.ofMinutes(1), time -> 0);
            simulation.put(3_000);
            simulation.run(Duration.ofSeconds(3), time -> 0);
            assertThat(simulation.workers()).isEqualTo(8);
            simulation.run(Duration.ofSeconds(90), time -> 0);
            assertThat(simulation.waiting()).isZero();
            simulation.run(Duration.ofMinutes(3), time -> 0);
            assertThat(simulation.workers()).isEqualTo(1);
            assertThat(simulation.turns(Duration.ZERO)).isEqualTo(1);
        });
    }

    @Test
    void aSmallBacklogThatWaitsTooLongBringsMoreStepByStep() {
        overSeeds(JOB, (simulation, seed) -> {
            simulation.put(90);
            simulation.run(Duration.ofMinutes(1), time -> 0);
            assertThat(simulation.waiting()).isZero();
            assertThat(simulation.most).isBetween(2, 4);
        });
    }

    @ParameterizedTest(name = "{0} workers are kept busy")
    @ValueSource(doubles = {0.2, 0.75, 1.5, 3, 4.5, 6.9})
    void aSteadyLoadSettlesAndStays(double load) {
        overSeeds(JOB, (simulation, seed) -> {
            simulation.run(HOUR.multipliedBy(2), time -> rate(load, JOB));
            assertThat(simulation.workers()).isGreaterThanOrEqualTo((int) Math.ceil(load));
            assertThat(simulation.waiting()).isLessThan(800);
            assertThat(simulation.since(HOUR)).hasSizeLessThanOrEqualTo(3);
            assertThat(simulation.turns(Duration.ZERO)).isLessThanOrEqualTo(8);
        });
    }

    /** Eight jobs of ten seconds are a queue of which the oldest is nearly always too old, or nobody waits at all. */
    @ParameterizedTest(name = "{0} workers are kept busy")
    @ValueSource(doubles = {0.5, 1.1, 2.4, 4.2})
    void longJobsDoNotMakeItSwing(double load) {
        Duration job = Duration.ofSeconds(10);
        overSeeds(job, (simulation, seed) -> {
            simulation.run(HOUR.multipliedBy(3), time -> rate(load, job));
            assertThat(simulation.turns(HOUR.multipliedBy(2))).isLessThanOrEqualTo(TURNS_AN_HOUR);
        });
    }

    @Test
    void aRampIsFollowedUpAndDown() {
        overSeeds(JOB, (simulation, seed) -> {
            double hour = HOUR.toSeconds();
            simulation.run(HOUR, time -> rate(0.5 + 5.5 * time / hour, JOB));
            assertThat(simulation.workers()).isBetween(6, 8);
            simulation.run(HOUR, time -> rate(6 - 5.5 * time / hour, JOB));
            simulation.run(Duration.ofMinutes(20), time -> rate(0.3, JOB));
            assertThat(simulation.workers()).isEqualTo(1);
            assertThat(simulation.turns(Duration.ZERO)).isLessThanOrEqualTo(14);
        });
    }

    @Test
    void noiseDoesNotMakeItFlap() {
        overSeeds(JOB, (simulation, seed) -> {
            SplittableRandom noise = new SplittableRandom(seed);
            for (int minute = 0; minute < 240; minute++) {
                double load = 3 * (0.4 + 1.2 * noise.nextDouble());
                simulation.run(Duration.ofSeconds(15), time -> rate(load, JOB));
                simulation.run(Duration.ofSeconds(15), time -> rate(6 - load, JOB));
            }
            assertThat(simulation.turns(Duration.ZERO)).isLessThanOrEqualTo(12);
            assertThat(simulation.turns(HOUR)).isLessThanOrEqualTo(6);
        });
    }

    /** The worst for any rule: whatever it has just decided becomes wrong. */
    @Test
    void aLoadThatComesAndGoesWithTheCooldownIsNotFollowedForEver() {
        overSeeds(JOB, (simulation, seed) -> {
            for (int wave = 0; wave < 80; wave++) {
                simulation.run(COOLDOWN.plusSeconds(15), time -> rate(6, JOB));
                simulation.run(COOLDOWN.plusSeconds(15), time -> rate(0.1, JOB));
            }
            assertThat(simulation.turns(Duration.ZERO)).isLessThanOrEqualTo(LEARNING + 2 * TURNS_AN_HOUR);
            assertThat(simulation.turns(HOUR)).isLessThanOrEqualTo(TURNS_AN_HOUR);
        });
    }

    @Test
    void readingsThatFailOrComeLateOnlyCostTime() {
        overSeeds(JOB, (simulation, seed) -> {
            simulation.failing = 0.3;
            simulation.put(3_000);
            simulation.run(Duration.ofMinutes(3), time -> 0);
            assertThat(simulation.most).isEqualTo(8);
            simulation.run(Duration.ofMinutes(4), time -> 0);
            assertThat(simulation.workers()).isEqualTo(1);
            assertThat(simulation.turns(Duration.ZERO)).isEqualTo(1);
        });
    }

    @Test
    void withoutAReadingNothingIsDecided() {
        overSeeds(JOB, (simulation, seed) -> {
            simulation.failing = 1;
            simulation.put(3_000);
            simulation.run(Duration.ofMinutes(3), time -> 0);
            assertThat(simulation.decisions).isEmpty();
        });
    }

    @Test
    void thereAreNeverMoreThanThereIsRoomFor() {
        overSeeds(JOB, (simulation, seed) -> {
            simulation.room = new Room(2, "memory");
            simulation.put(3_000);
            simulation.run(Duration.ofMillis(100), time -> 0);
            assertThat(simulation.workers()).isEqualTo(3);
            simulation.room = new Room(0, "memory");
            simulation.run(Duration.ofMinutes(5), time -> 0);
            assertThat(simulation.most).isEqualTo(3);
        });
    }
}
