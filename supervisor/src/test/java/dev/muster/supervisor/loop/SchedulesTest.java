package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.loop.Decision.Outcome;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.Schedule.IfRunning;
import dev.muster.supervisor.spec.Schedule.Misfire;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every five minutes by a clock that begins at midnight. */
final class SchedulesTest {

    private static final WorkerId JOB = new WorkerId("job", 1);
    private static final WorkerId SECOND = new WorkerId("job", 2);
    private static final Duration TICK = Duration.ofMinutes(5);

    private static Specs job(IfRunning ifRunning, Misfire misfire) {
        return Specs.service("job")
                .when(When.NEVER)
                .readyWhenSpawned()
                .schedule(new Schedule("*/5 * * * *", "UTC", ifRunning, misfire));
    }

    private static FleetSpec fleet(IfRunning ifRunning, Misfire misfire) {
        return Specs.fleet(job(ifRunning, misfire));
    }

    private static LoopHarness running(IfRunning ifRunning) {
        LoopHarness loop = new LoopHarness();
        loop.send(new Command.Apply(fleet(ifRunning, Misfire.SKIP)));
        return loop;
    }

    /** Another master, which finds what the first has written, {@code later}. */
    private static LoopHarness successor(LoopHarness dead, Duration later, FleetSpec spec) {
        LoopHarness next = new LoopHarness(dead.wall().plus(later));
        next.mailbox.post(new Inheritance(List.of(), Map.of(JOB, 1), dead.desired()).withRuns(dead.book.kept));
        next.send(new Command.Apply(spec));
        return next;
    }

    private static Optional<Instant> nextRun(LoopHarness loop) {
        return loop.publisher.current().rotas().values().iterator().next().next();
    }

    @Test
    void runBeginsWithEachTickAndNotBefore() {
        LoopHarness loop = running(IfRunning.SKIP);
        assertThat(loop.processes.starts).isEmpty();
        loop.pass(TICK.minusSeconds(1));
        assertThat(loop.processes.starts).isEmpty();
        loop.pass(Duration.ofSeconds(1));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.READY);
        loop.exit(JOB, ExitStatus.exited(0));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.STOPPED);
        assertThat(loop.worker(JOB).reason()).isEqualTo("exit 0; the run is over");
        loop.pass(TICK);
        assertThat(loop.processes.starts).containsEntry(JOB, 2);
    }

    @Test
    void failedRunIsNotRepeatedUntilTheNextTick() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.pass(TICK);
        loop.exit(JOB, ExitStatus.exited(3));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.FAILED);
        assertThat(loop.worker(JOB).reason()).isEqualTo("exit 3; the run has failed");
        loop.pass(TICK.minusSeconds(1));
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
        loop.pass(Duration.ofSeconds(1));
        assertThat(loop.processes.starts).containsEntry(JOB, 2);
    }

    @Test
    void failedRunIsRepeatedWhereThePolicySaysSoAndTheNextTickIsLeftOut() {
        LoopHarness loop = new LoopHarness();
        loop.send(
                new Command.Apply(Specs.fleet(job(IfRunning.SKIP, Misfire.SKIP).when(When.ON_FAILURE))));
        loop.pass(TICK);
        loop.exit(JOB, ExitStatus.exited(3));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.BACKOFF);
        loop.pass(Duration.ofSeconds(1));
        assertThat(loop.processes.starts).containsEntry(JOB, 2);
        loop.pass(TICK);
        assertThat(loop.told)
                .containsExactly("job SKIPPED no run for 2026-01-01T00:10:00Z: another one goes on (if-running skip)");
    }

    @Test
    void runOfATickThatFindsAnotherGoingOnIsLeftOut() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.pass(TICK);
        loop.pass(TICK);
        loop.exit(JOB, ExitStatus.exited(0));
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
        assertThat(loop.told).hasSize(1).first().asString().startsWith("job SKIPPED");
    }

    @Test
    void oneRunWaitsForTheEndOfAnotherAndNotTwo() {
        LoopHarness loop = running(IfRunning.QUEUE);
        loop.pass(TICK);
        loop.pass(TICK);
        loop.pass(TICK);
        assertThat(loop.told)
                .containsExactly(
                        "job DELAYED the run of 2026-01-01T00:10:00Z waits for the end of another",
                        "job SKIPPED no run for 2026-01-01T00:15:00Z: one goes on and one waits already");
        loop.exit(JOB, ExitStatus.exited(1));
        assertThat(loop.processes.starts).containsEntry(JOB, 2);
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.READY);
        loop.exit(JOB, ExitStatus.exited(0));
        assertThat(loop.processes.starts).containsEntry(JOB, 2);
    }

    @Test
    void runsGoOnSideBySideAsLongAsThereAreSlots() {
        LoopHarness loop = new LoopHarness();
        loop.send(new Command.Apply(
                Specs.fleet(job(IfRunning.PARALLEL, Misfire.SKIP).workers(2))));
        loop.pass(TICK);
        loop.pass(TICK);
        assertThat(loop.processes.ids()).containsExactly(JOB, SECOND);
        loop.pass(TICK);
        assertThat(loop.told).containsExactly("job SKIPPED no run for 2026-01-01T00:15:00Z: all slots have one");
        loop.exit(JOB, ExitStatus.exited(0));
        loop.pass(TICK);
        assertThat(loop.processes.starts).containsEntry(JOB, 2).containsEntry(SECOND, 1);
    }

    @Test
    @DisplayName("Q47 a tick while no master runs has no run, and is told")
    void tickWithoutAMasterIsLeftOut() {
        LoopHarness dead = running(IfRunning.SKIP);
        LoopHarness next = successor(dead, Duration.ofMinutes(12), fleet(IfRunning.SKIP, Misfire.SKIP));
        assertThat(next.processes.starts).isEmpty();
        assertThat(next.told)
                .containsExactly(
                        "job MISSED missed 2 times since 2026-01-01T00:05:00Z; they are left out (misfire skip)");
        next.pass(Duration.ofMinutes(3));
        assertThat(next.processes.starts).containsEntry(JOB, 1);
        assertThat(next.told).hasSize(1);
    }

    @Test
    @DisplayName("Q47 one run makes up for all ticks without a master, once")
    void misfireIsMadeUpForOnce() {
        FleetSpec spec = fleet(IfRunning.SKIP, Misfire.ONCE);
        LoopHarness dead = new LoopHarness();
        dead.send(new Command.Apply(spec));
        LoopHarness next = successor(dead, Duration.ofMinutes(32), spec);
        assertThat(next.processes.starts).containsEntry(JOB, 1);
        next.exit(JOB, ExitStatus.exited(0));
        LoopHarness third = successor(next, Duration.ofMinutes(1), spec);
        assertThat(third.processes.starts).isEmpty();
        third.pass(Duration.ofMinutes(2));
        assertThat(third.processes.starts).containsEntry(JOB, 1);
    }

    @Test
    @DisplayName("Q47 a tick during the replacement of the master is on time")
    void tickThatIsAFewSecondsLateIsOnTime() {
        LoopHarness dead = running(IfRunning.SKIP);
        dead.pass(TICK.minusSeconds(1));
        LoopHarness next = successor(dead, Duration.ofSeconds(3), fleet(IfRunning.SKIP, Misfire.SKIP));
        assertThat(next.processes.starts).containsEntry(JOB, 1);
        assertThat(next.told).isEmpty();
    }

    @Test
    @DisplayName(
            "Q47 no run begins before it is on disk that it does, and a master killed then does not begin it again")
    void tickIsWrittenDownFirst() {
        LoopHarness dead = running(IfRunning.SKIP);
        dead.book.hold();
        dead.pass(TICK);
        assertThat(dead.processes.starts).isEmpty();
        dead.book.writeWithoutTelling();
        LoopHarness next = successor(dead, Duration.ofSeconds(1), fleet(IfRunning.SKIP, Misfire.ONCE));
        assertThat(next.processes.starts).isEmpty();
        dead.book.tell();
        dead.settle();
        assertThat(dead.processes.starts).containsEntry(JOB, 1);
    }

    @Test
    void runThatIsSuspendedWhileItIsWrittenDownDoesNotBegin() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.book.hold();
        loop.pass(TICK);
        loop.send(new Command.Stop(List.of(JOB)));
        loop.book.writeWithoutTelling();
        loop.book.tell();
        loop.settle();
        assertThat(loop.processes.starts).isEmpty();
        assertThat(loop.faults).isEmpty();
    }

    @Test
    @DisplayName("Q47 a run that waits is begun by the next master, once")
    void waitingRunSurvivesTheMaster() {
        LoopHarness dead = running(IfRunning.QUEUE);
        dead.pass(TICK);
        dead.pass(TICK);
        FleetSpec spec = fleet(IfRunning.QUEUE, Misfire.SKIP);
        LoopHarness next = successor(dead, Duration.ofSeconds(1), spec);
        assertThat(next.processes.starts).containsEntry(JOB, 1);
        next.exit(JOB, ExitStatus.exited(0));
        assertThat(successor(next, Duration.ofSeconds(1), spec).processes.starts)
                .isEmpty();
    }

    @Test
    @DisplayName("Q47 a clock that is set back does not repeat runs, one that was wrong by days does not stop them")
    void clockIsSetBack() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.pass(TICK);
        loop.exit(JOB, ExitStatus.exited(0));
        loop.setWall(LoopHarness.START);
        loop.pass(Duration.ofMinutes(8));
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
        loop.pass(Duration.ofMinutes(2));
        assertThat(loop.processes.starts).containsEntry(JOB, 2);
        loop.exit(JOB, ExitStatus.exited(0));
        loop.setWall(LoopHarness.START.minus(Duration.ofDays(400)));
        loop.pass(Duration.ofMinutes(1));
        loop.pass(Duration.ofMinutes(4));
        assertThat(loop.processes.starts).containsEntry(JOB, 3);
    }

    @Test
    @DisplayName("Q47 a clock that is set forward, or a machine that slept, is noticed within a minute")
    void clockIsSetForward() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.setWall(LoopHarness.START.plus(Duration.ofHours(3)).minusSeconds(90));
        loop.pass(Duration.ofSeconds(60));
        assertThat(loop.told).hasSize(1).first().asString().startsWith("job MISSED missed 35 times");
        loop.pass(Duration.ofSeconds(30));
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
    }

    @Test
    void stopSuspendsTheScheduleAndStartResumesItWithoutARun() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.pass(TICK);
        loop.processes.obeyTerm();
        loop.send(new Command.Stop(List.of(JOB)));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.STOPPED);
        loop.pass(TICK.multipliedBy(3));
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
        assertThat(nextRun(loop)).isEmpty();
        Decision decision =
                loop.send(new Command.Start(List.of(JOB))).decisions().get(0);
        assertThat(decision.outcome()).isEqualTo(Outcome.SCHEDULED);
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
        assertThat(nextRun(loop)).contains(Instant.parse("2026-01-01T00:25:00Z"));
        assertThat(loop.told).isEmpty();
        loop.pass(TICK);
        assertThat(loop.processes.starts).containsEntry(JOB, 2);
    }

    @Test
    void runOnceRunsNowAndOnce() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.send(new Command.Stop(List.of(JOB)));
        assertThat(loop.send(new Command.RunOnce(List.of(JOB))).accepted()).isTrue();
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
        assertThat(loop.send(new Command.RunOnce(List.of(JOB))).accepted()).isFalse();
        loop.send(new Command.Apply(fleet(IfRunning.QUEUE, Misfire.SKIP)));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.READY);
        loop.exit(JOB, ExitStatus.exited(0));
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
    }

    @Test
    void runOnceOfAServiceThatIsUpAllTheTimeEndsToo() {
        LoopHarness loop = new LoopHarness();
        loop.send(new Command.Apply(
                Specs.fleet(Specs.service("job").readyWhenSpawned().notStarted())));
        loop.send(new Command.RunOnce(List.of(JOB)));
        loop.exit(JOB, ExitStatus.exited(0));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.STOPPED);
        loop.send(new Command.Start(List.of(JOB)));
        loop.exit(JOB, ExitStatus.exited(0));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.BACKOFF);
    }

    @Test
    void masterThatIsReplacedDoesNotLeaveBetweenNoteAndRun() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.book.hold();
        loop.pass(TICK);
        assertThat(loop.send(new Command.Reexec()).message()).isEqualTo("a scheduled run is just beginning; ask again");
        loop.book.writeWithoutTelling();
        loop.book.tell();
        loop.settle();
        assertThat(loop.processes.starts).containsEntry(JOB, 1);
    }

    @Test
    void changeOfTheConfigurationLeavesARunAlone() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.pass(TICK);
        loop.send(
                new Command.Apply(Specs.fleet(job(IfRunning.SKIP, Misfire.SKIP).command("new"))));
        assertThat(loop.processes.history).containsExactly("spawn job.1#1");
        loop.exit(JOB, ExitStatus.exited(0));
        loop.pass(TICK);
        assertThat(loop.processes.running.values().toString()).contains("command=[new]");
    }

    @Test
    void serviceWithoutItsScheduleIsUpAllTheTimeAgain() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.send(new Command.Apply(Specs.fleet(Specs.service("job").readyWhenSpawned())));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.READY);
        loop.exit(JOB, ExitStatus.exited(0));
        assertThat(loop.worker(JOB).phase()).isEqualTo(Phase.BACKOFF);
    }

    @Test
    void runThatIsDueWhenAnotherMasterTakesOverIsLeftToThatOne() {
        LoopHarness loop = running(IfRunning.SKIP);
        loop.allowSuccession();
        loop.pass(TICK.minusMillis(1));
        loop.mailbox.post(new Command.Reexec());

        loop.pass(Duration.ofMillis(1));
        LoopHarness next = successor(loop, Duration.ofSeconds(1), fleet(IfRunning.SKIP, Misfire.SKIP));

        assertThat(loop.processes.starts).isEmpty();
        assertThat(next.processes.starts).containsEntry(JOB, 1);
    }
}
