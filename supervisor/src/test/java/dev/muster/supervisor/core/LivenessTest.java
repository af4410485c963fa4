package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the machine makes of what probes and watchdogs find. */
final class LivenessTest {

    private static final Duration FAILING = Duration.ofSeconds(2);
    private static final Specs JVM = Specs.printer().main("a.B").stop("TERM", Duration.ofSeconds(30));

    private static WorkerEvent sick() {
        return new WorkerEvent.LivenessFailed(1, "http: status 500", FAILING);
    }

    @Test
    @DisplayName("S63 a JVM prints its threads, is then asked to stop, and its restart counts as a failure")
    void evidenceThenStopThenRestart() {
        Story story = Story.of(JVM).ready().pass(Duration.ofSeconds(5)).on(sick());
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
        assertThat(story.signals()).containsExactly("QUIT");
        assertThat(story.worker().reason()).isEqualTo("liveness failed: http: status 500; taking a thread dump");

        story.pass(Moves.TESTIMONY).on(new WorkerEvent.DeadlineReached());
        assertThat(story.signals()).containsExactly("TERM to group", "CONT to group");
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(story.worker().reason()).isEqualTo("liveness failed: http: status 500; stopping (KILL in 30s)");

        story.exit(ExitStatus.exited(143));
        assertThat(story.worker().phase()).isEqualTo(Phase.BACKOFF);
        assertThat(story.worker().failures()).isEqualTo(1);
        assertThat(story.worker().reason()).isEqualTo("liveness failed: http: status 500; restart 1 in 100ms");
    }

    @Test
    @DisplayName(
            "Q39 a drain of three times the watchdog's time: who is stopping is not declared dead, and has not failed")
    void drainIsNoDeath() {
        Specs watched = Specs.printer().watchdog(Duration.ofSeconds(5)).stop("TERM", Duration.ofMinutes(1));
        Story story = Story.of(watched).ready().on(new WorkerEvent.Stop("stopped"));
        story.pass(Duration.ofSeconds(15)).on(new WorkerEvent.WatchdogMissed(1, Duration.ofSeconds(15)));
        assertThat(story.signals()).isEmpty();
        story.on(sick());
        assertThat(story.signals()).isEmpty();
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofSeconds(45));

        story.exit(ExitStatus.exited(0));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
        assertThat(story.worker().failures()).isZero();
    }

    @Test
    @DisplayName("S63 one that neither prints nor stops is killed when the grace is over")
    void deafWorkerIsKilled() {
        Story story = Story.of(JVM).ready().on(sick());
        story.pass(Moves.TESTIMONY).on(new WorkerEvent.DeadlineReached());
        story.pass(Duration.ofSeconds(30)).on(new WorkerEvent.DeadlineReached());
        assertThat(story.signals()).containsExactly("KILL to group");
        story.exit(ExitStatus.signalled(9));
        assertThat(story.worker().reason()).startsWith("liveness failed: http: status 500");
    }

    @Test
    @DisplayName("S63 failed liveness uses up the restart limit, even of workers that were well for long")
    void failedLivenessUsesUpTheLimit() {
        Story story = Story.of(Specs.printer().limit(2, Duration.ofHours(1), Then.FAIL));
        for (int life = 1; life <= 3; life++) {
            story.ready().pass(Duration.ofMinutes(5));
            story.on(new WorkerEvent.LivenessFailed(life, "no answer", FAILING)).exit(ExitStatus.exited(0));
        }
        assertThat(story.worker().phase()).isEqualTo(Phase.FAILED);
        assertThat(story.worker().restarts()).isEqualTo(2);
        assertThat(story.worker().reason()).startsWith("liveness failed: no answer; gave up");
    }

    @Test
    void cleanExitAfterAFailedLivenessIsNoSuccess() {
        Story story = Story.of(Specs.printer().when(When.ON_FAILURE))
                .ready()
                .pass(Duration.ofMinutes(5))
                .on(sick())
                .exit(ExitStatus.exited(0));
        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
        assertThat(story.worker().incarnation()).isEqualTo(2);
    }

    @Test
    void timeInWhichItWasUnwellIsNoHealthyLife() {
        Story story = Story.of(Specs.printer()).ready().pass(Duration.ofSeconds(11));
        story.on(new WorkerEvent.LivenessFailed(1, "no answer", Duration.ofSeconds(2)));
        story.exit(ExitStatus.exited(0));
        assertThat(story.worker().phase()).isEqualTo(Phase.BACKOFF);
    }

    @Test
    @DisplayName("S64 a silent program is aborted, a silent SDK worker prints its threads first")
    void missedWatchdog() {
        WorkerEvent missed = new WorkerEvent.WatchdogMissed(1, Duration.ofSeconds(30));
        Story program = Story.of(Specs.printer().command("a")).ready().on(missed);
        assertThat(program.signals()).containsExactly("ABRT to group", "CONT to group");
        assertThat(program.worker().reason())
                .isEqualTo("liveness failed: no sign of life for 30s; stopping (KILL in 30s)");
        assertThat(Story.of(JVM).ready().on(missed).signals()).containsExactly("QUIT");
    }

    @Test
    void stopWhileEvidenceIsTakenTakesAwayTheNextLife() {
        Story story = Story.of(JVM).ready().on(sick()).on(new WorkerEvent.Stop("stopped"));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
        story.pass(Moves.TESTIMONY).on(new WorkerEvent.DeadlineReached());
        assertThat(story.signals()).contains("TERM to group");
        story.exit(ExitStatus.exited(143));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void workerThatIsNotUpCannotFailItsLiveness() {
        Story story = Story.of(JVM).starting();
        Worker before = story.worker();
        assertThat(story.on(sick()).worker()).isEqualTo(before);
    }

    @Test
    void failedReadinessIsShownEndsNothingAndIsForgottenWithTheLife() {
        Story story = Story.of(Specs.printer()).ready().on(new WorkerEvent.ReadinessChanged(1, "busy"));
        assertThat(story.worker().phase()).isEqualTo(Phase.READY);
        assertThat(story.worker().complaint()).isEqualTo("busy");
        assertThat(story.worker().serves()).isFalse();
        assertThat(story.effects()).isEmpty();
        story.on(new WorkerEvent.ReadinessChanged(1, ""));
        assertThat(story.worker().serves()).isTrue();
        story.on(new WorkerEvent.ReadinessChanged(1, "busy")).exit(ExitStatus.exited(1));
        assertThat(story.worker().complaint()).isEmpty();
    }

    @Test
    void whoAsksForMoreTimeToStartGetsItAndLosesNone() {
        Story story = Story.of(Specs.printer()).starting().pass(Duration.ofSeconds(10));
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofSeconds(50));
        story.on(new WorkerEvent.Starting(1, Optional.of(Duration.ofSeconds(5))));
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofSeconds(50));
        story.on(new WorkerEvent.Starting(1, Optional.of(Duration.ofSeconds(90))));
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofSeconds(90));
    }
}
