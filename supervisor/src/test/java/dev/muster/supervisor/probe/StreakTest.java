package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StreakTest {

    @Test
    void oneFailureAmongSuccessesIsForgotten() {
        Streak streak = Streak.beginning(true);
        for (int i = 0; i < 100; i++) {
            streak = streak.failure(2).success(1);
        }
        assertThat(streak.well()).isTrue();
    }

    @Test
    void oneSuccessAmongFailuresIsNotEnoughWhereTwoAreAskedFor() {
        Streak streak = Streak.beginning(true);
        for (int i = 0; i < 3; i++) {
            streak = streak.failure(3).success(2);
        }
        assertThat(streak.well()).isFalse();
    }

    /** Against a slow definition: the last verdict-giving series in the whole history decides. */
    @Test
    void verdictIsThatOfTheLastSeries() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 1_000; round++) {
            int failures = 1 + random.nextInt(4);
            int successes = 1 + random.nextInt(4);
            Streak streak = Streak.beginning(true);
            boolean well = true;
            int failed = 0;
            int good = 0;
            for (int i = 0; i < 50; i++) {
                boolean success = random.nextBoolean();
                streak = success ? streak.success(successes) : streak.failure(failures);
                good = success ? good + 1 : 0;
                failed = success ? (good >= successes ? 0 : failed) : failed + 1;
                well = good >= successes || (well && failed < failures);
                assertThat(streak.well()).isEqualTo(well);
            }
        }
    }
}
