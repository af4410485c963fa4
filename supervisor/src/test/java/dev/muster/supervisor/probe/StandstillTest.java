package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StandstillTest {

    private final Bench bench = new Bench();

    StandstillTest() {
        Standstill.begin(Bench.ready(Specs.printer()), Duration.ofMinutes(5), bench.tools);
    }

    private void idle(long claimed) {
        bench.idleness = Optional.of(new Signs.Idleness(claimed, "claims nothing"));
    }

    @Test
    void workerThatClaimsNothingForSoLongIsTold() {
        bench.pass(Duration.ofHours(1));
        idle(7);
        bench.pass(Duration.ofMinutes(5));
        assertThat(bench.news).isEmpty();
        bench.pass(Duration.ofSeconds(4));
        assertThat(bench.news)
                .containsExactly("printer.1 LivenessFailed[incarnation=1, why=claims nothing for 5m, failing=PT5M]");
    }

    @Test
    void jobThatItClaimedInBetweenBeginsTheTimeAnew() {
        for (long claimed = 0; claimed < 10; claimed++) {
            idle(claimed);
            bench.pass(Duration.ofMinutes(4));
        }
        assertThat(bench.news).isEmpty();
    }

    @Test
    void queueThatIsPausedOrEmptyInBetweenBeginsTheTimeAnew() {
        for (int round = 0; round < 10; round++) {
            idle(7);
            bench.pass(Duration.ofMinutes(4));
            bench.idleness = Optional.empty();
            bench.pass(Duration.ofSeconds(4));
        }
        assertThat(bench.news).isEmpty();
    }
}
