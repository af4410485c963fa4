package dev.muster.supervisor.control;

import static dev.muster.supervisor.control.Target.Outcome.MET;
import static dev.muster.supervisor.control.Target.Outcome.MISSED;
import static dev.muster.supervisor.control.Target.Outcome.PENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.loop.Decision;
import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a waiting client is told that it is done. */
final class TargetTest {
    private static final WorkerId ID = new WorkerId("printer", 1);
    private static final Specs SPEC = Specs.printer().limit(0, Duration.ofHours(1), RestartPolicy.Then.FAIL);
    private static final Worker STOPPED = Worker.fresh(ID, SPEC.spec(), 0, Instant.EPOCH);
    private static final Worker STARTING =
            after(STOPPED, new WorkerEvent.Start("x"), new WorkerEvent.Proceed(), new WorkerEvent.Spawned(1, 4711));
    private static final Worker READY = after(STARTING, new WorkerEvent.Ready(1));

    private static Worker after(Worker worker, WorkerEvent... events) {
        Worker last = worker;
        for (WorkerEvent event : events) {
            last = WorkerMachine.step(last, event, Instant.EPOCH.plusSeconds(1), 0.5)
                    .worker();
        }
        return last;
    }

    private static Target.Outcome judge(Target target, Worker worker) {
        return target.judge(Optional.of(worker), 10);
    }

    private static Target ready(int incarnation) {
        return new Target(ID, Target.Wanted.READY, incarnation, 10);
    }

    private static Target stopped(int incarnation) {
        return new Target(ID, Target.Wanted.STOPPED, incarnation, 10);
    }

    @Test
    void readyCountsFromTheLifeThatWasAskedFor() {
        assertThat(judge(ready(1), READY)).isEqualTo(MET);
        assertThat(judge(ready(0), READY)).isEqualTo(MET);
        assertThat(judge(ready(2), READY)).isEqualTo(PENDING);
        assertThat(judge(ready(1), STARTING)).isEqualTo(PENDING);
    }

    @Test
    void workerThatFailsItsReadinessIsWaitedFor() {
        Worker unready = after(READY, new WorkerEvent.ReadinessChanged(1, "busy"));
        assertThat(judge(ready(1), unready)).isEqualTo(PENDING);
        assertThat(judge(ready(1), after(unready, new WorkerEvent.ReadinessChanged(1, ""))))
                .isEqualTo(MET);
    }

    @Test
    void nothingCountsBeforeTheSnapshotThatShowsTheDecision() {
        assertThat(ready(1).judge(Optional.of(READY), 9)).isEqualTo(PENDING);
        assertThat(stopped(1).judge(Optional.of(STOPPED), 9)).isEqualTo(PENDING);
        assertThat(stopped(1).judge(Optional.empty(), 9)).isEqualTo(PENDING);
    }

    @Test
    void readyIsMissedWhenItCannotComeByItself() {
        assertThat(judge(ready(0), STOPPED)).isEqualTo(MISSED);
        assertThat(ready(0).judge(Optional.empty(), 10)).isEqualTo(MISSED);
        assertThat(judge(ready(1), after(STARTING, new WorkerEvent.Stop("x")))).isEqualTo(MISSED);
        Worker failed = after(READY, new WorkerEvent.Exited(1, ExitStatus.exited(1), true));
        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(judge(ready(1), failed)).isEqualTo(MISSED);
    }

    @Test
    void workerThatHasRunBeforeAndWaitsForItsTurnIsNotReady() {
        Worker stopped =
                after(READY, new WorkerEvent.Stop("x"), new WorkerEvent.Exited(1, ExitStatus.exited(143), true));
        assertThat(stopped.lastExit()).isPresent();
        Worker waits = after(stopped, new WorkerEvent.Start("x"));
        assertThat(waits.phase()).isEqualTo(Phase.STOPPED);
        assertThat(judge(ready(1), waits)).isEqualTo(PENDING);
        assertThat(judge(ready(2), waits)).isEqualTo(PENDING);
    }

    @Test
    void oneShotThatHasDoneItsWorkSinceIsMetAndAnEarlierOneIsNot() {
        Worker ready = after(
                Worker.fresh(ID, Specs.printer().when(RestartPolicy.When.NEVER).spec(), 0, Instant.EPOCH),
                new WorkerEvent.Start("x"),
                new WorkerEvent.Proceed(),
                new WorkerEvent.Spawned(1, 4711),
                new WorkerEvent.Ready(1));
        Worker done = after(ready, new WorkerEvent.Exited(1, ExitStatus.exited(0), true));
        assertThat(done.phase()).isEqualTo(Phase.STOPPED);
        assertThat(judge(ready(1), done)).isEqualTo(MET);
        assertThat(judge(ready(2), done)).isEqualTo(MISSED);
        assertThat(judge(ready(1), after(done, new WorkerEvent.Start("x")))).isEqualTo(PENDING);
        Worker stopped = after(ready, new WorkerEvent.Stop("x"), new WorkerEvent.Exited(1, ExitStatus.exited(0), true));
        assertThat(judge(ready(1), stopped)).isEqualTo(MISSED);
        Worker failed = after(ready, new WorkerEvent.Exited(1, ExitStatus.exited(1), true));
        assertThat(judge(ready(1), failed)).isEqualTo(MISSED);
    }

    @Test
    void startIsDoneByTheNextLifeUnlessNothingHadToBeDone() {
        Decision done = new Decision(ID, Decision.Outcome.DONE, 3, "");
        Decision unchanged = new Decision(ID, Decision.Outcome.UNCHANGED, 3, "");
        assertThat(Targets.begun(done, 10)).isEqualTo(ready(4));
        assertThat(Targets.begun(unchanged, 10)).isEqualTo(ready(3));
        assertThat(Targets.asked(READY, Target.Wanted.READY, 10)).isEqualTo(ready(1));
        assertThat(Targets.asked(STOPPED, Target.Wanted.READY, 10)).isEqualTo(ready(1));
        assertThat(Targets.asked(READY, Target.Wanted.STOPPED, 10)).isEqualTo(stopped(Target.NO_INCARNATION));
    }

    @Test
    void stoppedIsMetByThePhaseByALaterLifeAndByTheEndOfTheSlot() {
        assertThat(judge(stopped(1), READY)).isEqualTo(PENDING);
        assertThat(judge(stopped(1), after(READY, new WorkerEvent.Stop("x")))).isEqualTo(PENDING);
        assertThat(judge(stopped(1), STOPPED)).isEqualTo(MET);
        assertThat(judge(stopped(0), READY)).isEqualTo(MET);
        assertThat(judge(stopped(Target.NO_INCARNATION), READY)).isEqualTo(PENDING);
        assertThat(stopped(1).judge(Optional.empty(), 10)).isEqualTo(MET);
    }

    @Test
    void targetSurvivesTheWayToTheClientAndBack() {
        for (Target target : new Target[] {ready(3), stopped(Target.NO_INCARNATION)}) {
            assertThat(Target.read(Fields.of(target.toMap()))).isEqualTo(target);
        }
        assertThatThrownBy(() -> Target.read(Fields.of(Map.of("id", "printer", "for", "ready"))))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Target.read(Fields.of(Map.of("for", "ready")))).isInstanceOf(Fields.BadField.class);
    }
}
