package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.probe.Asking.Purpose;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AskingTest {

    private static final Probe PROBE = new Probe(new Check.Tcp("80"), Duration.ofSeconds(10), Duration.ofSeconds(2), 2);

    private final Bench bench = new Bench();

    private Asking begin(Purpose purpose) {
        return Asking.begin(Bench.ready(Specs.printer()), purpose, PROBE, 3, bench.tools);
    }

    @Test
    void startingWorkerIsAskedAtOnceAndThenOncePerPeriod() {
        begin(Purpose.START);
        bench.pass(Duration.ZERO);
        assertThat(bench.attempts).hasSize(1);
        bench.answer(true);
        bench.pass(Duration.ofMillis(9_999));
        assertThat(bench.attempts).hasSize(1);
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.attempts).hasSize(2);
    }

    @Test
    void workerIsReadyAfterEnoughSuccessesInARow() {
        begin(Purpose.START);
        for (boolean well : new boolean[] {true, false, true}) {
            bench.pass(Duration.ofSeconds(10));
            bench.answer(well);
        }
        assertThat(bench.news).isEmpty();
        bench.pass(Duration.ofSeconds(10));
        bench.answer(true);
        assertThat(bench.news).containsExactly("printer.1 Ready[incarnation=1]");
    }

    @Test
    void tryThatHangsIsGivenUpAtItsTimeOutAndNoSecondOneIsBesideIt() {
        begin(Purpose.LIVENESS);
        bench.pass(Duration.ofSeconds(11));
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.attempts.get(0).abandoned).isFalse();
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.attempts.get(0).abandoned).isTrue();
        bench.pass(Duration.ofMinutes(1));
        assertThat(bench.attempts).as("one that cannot be ended").hasSize(1);
        assertThat(bench.news).hasSize(1).first().asString().contains("the last try was killed and is still there");
    }

    @Test
    void livenessHasFailedAfterSoManyFailuresAndIsToldOnce() {
        begin(Purpose.LIVENESS);
        for (int failure = 1; failure <= 5; failure++) {
            assertThat(bench.news).hasSize(failure > 3 ? 1 : 0);
            bench.pass(Duration.ofSeconds(10));
            bench.answer(false);
        }
        assertThat(bench.news)
                .containsExactly("printer.1 LivenessFailed[incarnation=1, why=tcp 80: refused, failing=PT20S]");
    }

    @Test
    void readinessIsLostAndFoundAgain() {
        begin(Purpose.READINESS);
        for (boolean well : new boolean[] {false, false, true, false, true, true}) {
            bench.pass(Duration.ofSeconds(10));
            bench.answer(well);
        }
        assertThat(bench.news)
                .containsExactly(
                        "printer.1 ReadinessChanged[incarnation=1, complaint=tcp 80: refused]",
                        "printer.1 ReadinessChanged[incarnation=1, complaint=]");
    }

    @Test
    void tryThatFindsNoRoomIsPutOffAndIsNoFailure() {
        bench.room = false;
        begin(Purpose.LIVENESS);
        bench.pass(Duration.ofHours(1));
        assertThat(bench.attempts).isEmpty();
        assertThat(bench.news).isEmpty();
        bench.room = true;
        bench.pass(Duration.ofMillis(50));
        assertThat(bench.attempts).hasSize(1);
    }

    @Test
    void nothingComesOfADutyThatHasEnded() {
        Asking asking = begin(Purpose.START);
        bench.pass(Duration.ZERO);
        asking.end();
        assertThat(bench.attempts.get(0).abandoned).isTrue();
        bench.pass(Duration.ofMinutes(1));
        assertThat(bench.attempts).hasSize(1);
    }
}
