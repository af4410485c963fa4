package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a life is ended, and what a stop wins against. */
class StopTest {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final WorkerEvent STOP = new WorkerEvent.Stop("stopped on request");
    private static final WorkerEvent RESTART = new WorkerEvent.Restart("restarted on request");
    private static final WorkerEvent DEADLINE = new WorkerEvent.DeadlineReached();

    @Test
    @DisplayName("S31 a worker that ignores TERM is STOPPING for the grace, then gets KILL, again and again")
    void workerIsKilledWhenItIgnoresTermForTheGracePeriod() {
        Story story = Story.of(Specs.printer()).ready().on(STOP);
        assertThat(story.signals()).containsExactly("TERM to group", "CONT to group");

        story.pass(GRACE.minusNanos(1)).on(DEADLINE);
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
        assertThat(story.signals()).isEmpty();

        story.pass(Duration.ofNanos(1)).on(DEADLINE);
        assertThat(story.worker().phase()).isEqualTo(Phase.KILLING);
        assertThat(story.worker().reason()).isEqualTo("still there 30s after the stop signal; killing");
        assertThat(story.signals()).containsExactly("KILL to group");

        story.pass(Moves.KILL_AGAIN).on(DEADLINE);
        assertThat(story.signals()).containsExactly("KILL to group");

        story.exit(ExitStatus.signalled(9));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
        assertThat(story.worker().reason()).isEqualTo("stopped on request (killed by SIGKILL)");
    }

    @Test
    @DisplayName(
            "S32 the leader has ended but a member of its group ignores TERM: not STOPPED before the group is empty")
    void workerIsNotStoppedBeforeItsGroupIsEmpty() {
        Story story = Story.of(Specs.printer()).ready().on(STOP).exitLeaving(ExitStatus.exited(0));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
        assertThat(story.worker().pid()).isEmpty();

        story.pass(GRACE).on(DEADLINE);
        assertThat(story.worker().phase()).isEqualTo(Phase.KILLING);
        assertThat(story.signals()).containsExactly("KILL to group");

        story.on(new WorkerEvent.GroupEmpty(1));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
        assertThat(story.worker().reason()).isEqualTo("stopped on request (exit 0)");
    }

    @Test
    @DisplayName("S32 what a crash leaves of its process group is killed before the slot gets another process")
    void leftoversOfACrashAreKilledBeforeTheRestart() {
        Story story = Story.of(Specs.printer()).ready().pass(Duration.ofSeconds(10));
        story.exitLeaving(ExitStatus.signalled(11));
        assertThat(story.worker().phase()).isEqualTo(Phase.KILLING);
        assertThat(story.signals()).containsExactly("KILL to group");

        story.pass(Duration.ofMinutes(1)).on(new WorkerEvent.GroupEmpty(1));
        assertThat(story.effects())
                .containsExactly(
                        new Effect.Spawn(story.worker().id(), 2, story.worker().spec()));
        assertThat(story.worker().reason()).isEqualTo("killed by SIGSEGV");
    }

    @Test
    @DisplayName("S34 CONT follows the stop signal, or a stopped process would never see it")
    void contFollowsTheConfiguredStopSignal() {
        Story story = Story.of(Specs.printer().stop("QUIT", GRACE)).ready().on(STOP);
        assertThat(story.signals()).containsExactly("QUIT to group", "CONT to group");
    }

    @Test
    @DisplayName("S35 a second stop kills at once")
    void secondStopEscalates() {
        Story story = Story.of(Specs.printer()).ready().on(STOP).on(STOP);
        assertThat(story.worker().phase()).isEqualTo(Phase.KILLING);
        assertThat(story.signals()).containsExactly("KILL to group");
    }

    @Test
    @DisplayName("S23 a stop in BACKOFF is done at once, and nothing starts later")
    void stopInBackoffIsDoneAtOnce() {
        Story story =
                Story.of(Specs.printer()).starting().exit(ExitStatus.exited(1)).on(STOP);
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
        assertThat(story.worker().deadline()).isEmpty();
        story.pass(Duration.ofHours(1)).on(DEADLINE);
        assertThat(story.effects()).isEmpty();
    }

    @Test
    @DisplayName("S42 a stop in the gap of a restart wins, and is no second stop")
    void stopDuringARestartWins() {
        Story story = Story.of(Specs.printer()).ready().on(RESTART).on(STOP);
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
        assertThat(story.signals()).isEmpty();
        story.exit(ExitStatus.exited(143));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
        assertThat(story.effects()).isEmpty();
    }

    @Test
    @DisplayName("S47 a stop reaches a worker whose restart hangs in its start")
    void stopReachesAHangingStart() {
        Story story = Story.of(Specs.printer())
                .ready()
                .on(RESTART)
                .exit(ExitStatus.exited(143))
                .starting();
        story.pass(Duration.ofSeconds(59)).on(STOP);
        assertThat(story.signals()).containsExactly("TERM to group", "CONT to group");
        assertThat(story.exit(ExitStatus.signalled(15)).worker().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    @DisplayName("S14 a stop before the spawn is confirmed reaches the process as soon as there is one")
    void stopBeforeTheSpawnIsConfirmedIsDeliveredLater() {
        Story story = Story.of(Specs.printer()).on(STOP);
        assertThat(story.signals()).isEmpty();
        story.starting();
        assertThat(story.signals()).containsExactly("TERM to group", "CONT to group");
    }

    @Test
    @DisplayName("S14 a kill before the spawn is confirmed reaches the process as soon as there is one")
    void killBeforeTheSpawnIsConfirmedIsDeliveredLater() {
        Story story = Story.of(Specs.printer()).on(new WorkerEvent.Kill("the fleet is shutting down"));
        assertThat(story.signals()).isEmpty();
        story.starting();
        assertThat(story.signals()).containsExactly("KILL to group");
    }

    @Test
    @DisplayName("S40 restarts that come while one is under way are part of it")
    void restartsCoalesce() {
        Story story = Story.of(Specs.printer()).ready();
        for (int i = 0; i < 20; i++) {
            story.on(RESTART);
            assertThat(story.signals()).hasSize(i == 0 ? 2 : 0);
        }
        story.exit(ExitStatus.exited(143));
        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
        assertThat(story.worker().incarnation()).isEqualTo(2);
        assertThat(story.worker().restarts()).as("asked for, so not counted").isZero();
    }

    @Test
    void startAfterAStopWaitsForTheOldLifeAndBeginsANewOne() {
        Story story = Story.of(Specs.printer()).ready().on(STOP).on(new WorkerEvent.Start("started on request"));
        assertThat(story.effects()).isEmpty();
        story.exit(ExitStatus.exited(143));
        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
        assertThat(story.worker().reason()).isEqualTo("started on request");
    }

    @Test
    @DisplayName("S18 a worker that gets on has the start time-out once more")
    void startThatGetsOnHasMoreTime() {
        Story story = Story.of(Specs.printer())
                .starting()
                .pass(Duration.ofSeconds(50))
                .on(new WorkerEvent.Starting(1))
                .pass(Duration.ofSeconds(59))
                .on(DEADLINE);
        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
        story.pass(Duration.ofSeconds(1)).on(DEADLINE);
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
    }

    @Test
    @DisplayName("S18 a worker that is not ready in time is stopped, and that was a failed start")
    void startThatTakesTooLongIsAFailedStart() {
        Story story = Story.of(Specs.printer())
                .starting()
                .pass(Duration.ofSeconds(60))
                .on(DEADLINE);
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPING);
        assertThat(story.worker().goal()).isEqualTo(Goal.UP);
        assertThat(story.worker().reason()).isEqualTo("not ready within 1m; stopping (KILL in 30s)");

        story.exit(ExitStatus.exited(0));
        assertThat(story.worker().phase()).isEqualTo(Phase.BACKOFF);
        assertThat(story.worker().reason()).isEqualTo("not ready within 1m; restart 1 in 100ms");
    }

    @Test
    @DisplayName("S53 a worker that crashes while it is being removed is not started again")
    void surplusWorkerIsNeverStartedAgain() {
        Story story = Story.of(Specs.printer()).ready().pass(Duration.ofSeconds(10));
        story.on(new WorkerEvent.Retire("scaled down")).exit(ExitStatus.signalled(11));
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
        assertThat(story.worker().reason()).isEqualTo("scaled down (killed by SIGSEGV)");
        story.on(new WorkerEvent.Start("start")).on(RESTART).on(new WorkerEvent.Proceed());
        assertThat(story.worker().phase()).isEqualTo(Phase.STOPPED);
        assertThat(story.effects()).isEmpty();
    }

    @Test
    void changedLaunchStopsTheOldLifeByItsOwnRulesAndStartsTheNewOne() {
        Specs other = Specs.printer().stop("QUIT", Duration.ofSeconds(1)).command("other");
        Story story = Story.of(Specs.printer()).ready().on(new WorkerEvent.SpecChanged(other.spec()));
        assertThat(story.signals()).containsExactly("TERM to group", "CONT to group");
        assertThat(story.untilDeadline()).isEqualTo(GRACE);
        story.exit(ExitStatus.exited(143));
        assertThat(story.effects())
                .containsExactly(new Effect.Spawn(story.worker().id(), 2, other.spec()));
        assertThat(story.worker().reason()).isEqualTo("its configuration changed");
    }

    @Test
    @DisplayName("S57 another policy holds from now on, without touching the process")
    void changedPolicyTouchesNoProcess() {
        Story story = Story.of(Specs.printer()).ready().pass(Duration.ofSeconds(10));
        story.on(new WorkerEvent.SpecChanged(Specs.printer().when(When.NEVER).spec()));
        assertThat(story.effects()).isEmpty();
        assertThat(story.worker().phase()).isEqualTo(Phase.READY);
        assertThat(story.exit(ExitStatus.exited(1)).worker().phase()).isEqualTo(Phase.FAILED);
    }
}
