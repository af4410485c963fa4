package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.HealthCheck;
import dev.muster.supervisor.spec.LivenessPolicy;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which duties a snapshot begins and ends. */
final class RoundsTest {

    private static final Instant LATER = Instant.parse("2026-01-01T12:00:05Z");
    private static final Probe PROBE = new Probe(new Check.Tcp("80"), Duration.ofSeconds(1), Duration.ofMinutes(1), 1);
    private static final HealthCheck CHECK = new HealthCheck(PROBE, 1);

    private static final Specs PROBED = Specs.printer()
            .ready(PROBE, Duration.ofMinutes(1))
            .liveness(new LivenessPolicy(Optional.of(CHECK), Optional.empty()));

    private final Bench bench = new Bench();
    private final Rounds rounds = new Rounds(bench.tools);

    private void follow(Worker... workers) {
        rounds.follow(List.of(workers));
        bench.pass(Duration.ofSeconds(1));
    }

    @Test
    void startProbeEndsAndLivenessBeginsWhenTheWorkerIsReady() {
        Worker starting = Bench.starting(PROBED);
        follow(starting);
        assertThat(bench.attempts).hasSize(1);
        bench.answer(true);
        Worker ready = Bench.ready(PROBED);
        follow(ready);
        assertThat(bench.attempts).hasSize(2);
        bench.answer(false);
        assertThat(bench.news).hasSize(2);
        assertThat(bench.news.get(0)).startsWith("printer.1 Ready");
        assertThat(bench.news.get(1)).startsWith("printer.1 LivenessFailed");
    }

    @Test
    void newsThatChangesNothingForAWorkerDisturbsNoTry() {
        Worker ready = Bench.ready(PROBED);
        follow(ready);
        Worker unready = WorkerMachine.step(ready, new WorkerEvent.ReadinessChanged(1, "busy"), LATER, 0.5)
                .worker();
        follow(unready);
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.attempts.get(0).abandoned).isFalse();
    }

    @Test
    void tryOfALifeThatIsOverIsGivenUpAndItsAnswerIsToldToNobody() {
        follow(Bench.ready(PROBED));
        Worker stopping = WorkerMachine.step(Bench.ready(PROBED), new WorkerEvent.Stop("stopped"), LATER, 0.5)
                .worker();
        follow(stopping);
        assertThat(bench.attempts.get(0).abandoned).isTrue();
        follow();
        bench.pass(Duration.ofMinutes(5));
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.news).isEmpty();
    }

    @Test
    @DisplayName("Q39 a drain of three times the watchdog's time: nobody misses a sign of life")
    void drainingWorkerIsNotMissed() {
        Specs watched = Specs.printer().watchdog(Duration.ofSeconds(5));
        follow(Bench.ready(watched));
        follow(WorkerMachine.step(Bench.ready(watched), new WorkerEvent.Stop("stopped"), LATER, 0.5)
                .worker());
        bench.pass(Duration.ofSeconds(15));
        assertThat(bench.news).isEmpty();
    }

    @Test
    void otherRulesHoldAtOnce() {
        follow(Bench.ready(PROBED));
        follow(Bench.ready(Specs.printer()));
        assertThat(bench.attempts.get(0).abandoned).isTrue();
        follow(Bench.ready(Specs.printer().readiness(CHECK)));
        assertThat(bench.attempts).hasSize(2);
    }

    @Test
    void serviceWithoutProbesConcernsNobody() {
        assertThat(Rounds.concern(Specs.printer().spec())).isFalse();
        assertThat(Rounds.concern(PROBED.spec())).isTrue();
        assertThat(Rounds.concern(Specs.printer().readiness(CHECK).spec())).isTrue();
        assertThat(Rounds.concern(
                        Specs.printer().watchdog(Duration.ofSeconds(1)).spec()))
                .isTrue();
    }
}
