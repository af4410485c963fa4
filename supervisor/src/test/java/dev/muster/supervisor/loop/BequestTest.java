package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.LastExit;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a master knew of a slot, the next one knows. */
class BequestTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A master that is followed by another one; both clocks show the same. */
    private static LoopHarness next(LoopHarness former, Specs wanted) {
        Worker worker = former.worker(ONE);
        Bequest left = Bequest.of(worker).orElseThrow();
        LoopHarness next = new LoopHarness();
        next.pass(Duration.between(LoopHarness.START, former.now()));
        WorkerEvent news = worker.phase().alive()
                ? new WorkerEvent.Adopted(
                        worker.incarnation(), 4711, worker.startedAt().orElseThrow(), left)
                : new WorkerEvent.Resumed(worker.incarnation(), left);
        if (worker.pid().isPresent()) {
            next.processes.survived(ONE, worker.incarnation(), 4711, worker.spec());
        }
        inherit(next, worker, news);
        next.send(new Command.Apply(Specs.fleet(wanted)));
        return next;
    }

    private static void inherit(LoopHarness next, Worker worker, WorkerEvent news) {
        Map<WorkerId, Integer> lives =
                news instanceof WorkerEvent.Resumed ? Map.of(ONE, worker.incarnation()) : Map.of();
        next.mailbox.post(
                new Inheritance(List.of(new Inheritance.Orphan(ONE, worker.spec(), news)), lives, Desired.NONE));
    }

    /** Crashes so often before it is ready. */
    private static LoopHarness crashing(Specs spec, int times) {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(spec));
        for (int i = 0; i < times; i++) {
            if (i > 0) {
                fleet.pass(MINUTE);
            }
            fleet.exit(ONE, ExitStatus.exited(1));
        }
        return fleet;
    }

    @Test
    @DisplayName("S76 a crash loop goes on under the next master: the same delay, the same count")
    void aCrashLoopGoesOn() {
        LoopHarness former = crashing(Specs.printer(), 6);
        Worker before = former.worker(ONE);
        assertThat(before.phase()).isEqualTo(Phase.BACKOFF);

        LoopHarness fleet = next(former, Specs.printer());

        assertThat(fleet.processes.history).isEmpty();
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.BACKOFF);
        assertThat(fleet.worker(ONE).deadline()).isEqualTo(before.deadline());
        assertThat(fleet.worker(ONE).reason()).isEqualTo(before.reason());
        assertThat(fleet.worker(ONE).failures()).isEqualTo(before.failures());
        fleet.pass(Duration.between(fleet.now(), before.deadline().orElseThrow()));
        assertThat(fleet.processes.history).containsExactly("spawn printer.1#" + (before.incarnation() + 1));
        fleet.exit(ONE, ExitStatus.exited(1));
        assertThat(fleet.worker(ONE).failures()).isEqualTo(before.failures() + 1);
        assertThat(fleet.worker(ONE).restarts()).isEqualTo(before.restarts() + 1);
    }

    @Test
    @DisplayName("S76 who has failed for good stays failed under the next master, until somebody starts it")
    void whoHasFailedStaysFailed() {
        Specs limited = Specs.printer().limit(2, Duration.ofHours(1), Then.FAIL);
        LoopHarness former = crashing(limited, 3);
        assertThat(former.worker(ONE).phase()).isEqualTo(Phase.FAILED);

        LoopHarness fleet = next(former, limited);

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.FAILED);
        assertThat(fleet.worker(ONE).reason()).isEqualTo(former.worker(ONE).reason());
        assertThat(fleet.processes.history).isEmpty();
        fleet.send(new Command.Start(List.of(ONE)));
        assertThat(fleet.processes.history).hasSize(1);
    }

    @Test
    void theRestartLimitSeesWhatHappenedUnderTheFormerMaster() {
        Specs limited = Specs.printer().limit(2, Duration.ofHours(1), Then.FAIL);
        LoopHarness fleet = next(crashing(limited, 2), limited);

        fleet.pass(MINUTE);
        fleet.exit(ONE, ExitStatus.exited(1));

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void anotherConfigurationIsTriedAtOnce() {
        LoopHarness fleet = next(crashing(Specs.printer(), 6), Specs.printer().command("mended"));

        assertThat(fleet.processes.history).hasSize(1).first().asString().startsWith("spawn printer.1#");
        assertThat(fleet.worker(ONE).failures()).isZero();
    }

    @Test
    void whatIsDoneIsNotDoneAgain() {
        Specs once = Specs.printer().when(When.ON_FAILURE).readyWhenSpawned();
        LoopHarness former = LoopHarness.running(Specs.fleet(once));
        former.exit(ONE, ExitStatus.exited(0));
        assertThat(former.worker(ONE).done()).isTrue();

        LoopHarness fleet = next(former, once);

        assertThat(fleet.processes.history).isEmpty();
        assertThat(fleet.worker(ONE).done()).isTrue();
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void whoWasAskedToStopIsKilledWhenItsGraceIsOver() {
        LoopHarness former = LoopHarness.running(Specs.fleet(Specs.printer()));
        former.send(new Command.Restart(List.of(ONE)));
        former.pass(Duration.ofSeconds(20));
        assertThat(former.worker(ONE).phase()).isEqualTo(Phase.STOPPING);

        LoopHarness fleet = next(former, Specs.printer());
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPING);
        assertThat(fleet.processes.history).containsExactly("adopt printer.1#1");

        fleet.pass(Duration.ofSeconds(10));
        assertThat(fleet.processes.history)
                .containsExactly("adopt printer.1#1", "KILL printer.1#1", "spawn printer.1#2");
        assertThat(fleet.worker(ONE).failures()).isZero();
    }

    @Test
    void whatWasFoundWrongWithALifeIsNotForgivenForItsOrderlyEnd() {
        Specs spec = Specs.printer().when(When.ON_FAILURE).command("sh");
        LoopHarness former = LoopHarness.running(Specs.fleet(spec));
        former.mailbox.post(new FromProcess(ONE, new WorkerEvent.LivenessFailed(1, "no answer", MINUTE)));
        former.settle();
        assertThat(former.worker(ONE).phase()).isEqualTo(Phase.STOPPING);

        LoopHarness fleet = next(former, spec);
        fleet.exit(ONE, ExitStatus.exited(143));

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.BACKOFF);
        assertThat(fleet.worker(ONE).cause()).isEqualTo("liveness failed: no answer");
    }

    private static Bequest dead(LoopHarness former, int code) {
        LastExit exit = new LastExit(ExitStatus.exited(code), Instant.EPOCH);
        return Bequest.of(former.worker(ONE)).orElseThrow().with(exit);
    }

    @Test
    @DisplayName("S76 members of a group whose leader died with the master are waited for: no second life beside them")
    void whatIsLeftOfAGroupIsWaitedFor() {
        LoopHarness former = LoopHarness.running(Specs.fleet(Specs.printer()));
        LoopHarness fleet = new LoopHarness();
        fleet.processes.outlived(ONE);
        inherit(fleet, former.worker(ONE), new WorkerEvent.Adopted(1, 4711, LoopHarness.START, dead(former, 3)));
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer())));

        assertThat(fleet.processes.history).containsExactly("adopt printer.1#1", "KILL printer.1#1");
        fleet.pass(MINUTE);
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.KILLING);
        assertThat(fleet.processes.history).hasSizeGreaterThan(2).noneMatch(what -> what.startsWith("spawn"));

        fleet.processes.groupEnds(ONE);
        fleet.settle();
        assertThat(fleet.worker(ONE).lastExit().map(LastExit::status)).contains(ExitStatus.exited(3));
        fleet.pass(MINUTE);
        assertThat(fleet.processes.history).endsWith("spawn printer.1#2");
        assertThat(fleet.faults).isEmpty();
    }

    @Test
    void anEndThatNoMasterSawIsJudgedByItsExitCode() {
        Specs once = Specs.printer().when(When.ON_FAILURE);
        LoopHarness former = LoopHarness.running(Specs.fleet(once));
        LoopHarness fleet = new LoopHarness();
        inherit(fleet, former.worker(ONE), new WorkerEvent.Adopted(1, 4711, LoopHarness.START, dead(former, 0)));
        fleet.send(new Command.Apply(Specs.fleet(once)));

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
        assertThat(fleet.worker(ONE).done()).isTrue();
    }

    @Test
    void anEndOfWhichNothingIsKnownIsHeldAgainstNobody() {
        Specs never = Specs.printer().when(When.NEVER);
        LoopHarness former = LoopHarness.running(Specs.fleet(never));
        Bequest left = Bequest.of(former.worker(ONE)).orElseThrow().interrupted("ended while there was no master");
        LoopHarness fleet = new LoopHarness();
        inherit(fleet, former.worker(ONE), new WorkerEvent.Resumed(1, left));
        fleet.send(new Command.Apply(Specs.fleet(never)));

        assertThat(fleet.processes.history).containsExactly("spawn printer.1#2");
        assertThat(fleet.worker(ONE).reason()).isEqualTo("ended while there was no master");
    }

    @Test
    void norIsTheUnknownEndOfALeaderWhoseGroupLives() {
        Specs never = Specs.printer().when(When.NEVER);
        LoopHarness former = LoopHarness.running(Specs.fleet(never));
        LastExit unknown = new LastExit(ExitStatus.unknown(), Instant.EPOCH);
        Bequest left = Bequest.of(former.worker(ONE)).orElseThrow().with(unknown);
        LoopHarness fleet = new LoopHarness();
        inherit(fleet, former.worker(ONE), new WorkerEvent.Adopted(1, 4711, LoopHarness.START, left));
        fleet.send(new Command.Apply(Specs.fleet(never)));

        assertThat(fleet.processes.history).endsWith("spawn printer.1#2");
    }

    private static LoopHarness starting(Specs spec) {
        LoopHarness former = new LoopHarness();
        former.send(new Command.Apply(Specs.fleet(spec)));
        return next(former, spec);
    }

    @Test
    @DisplayName("S76 who may have said that it is ready when nobody listened is not killed for its silence")
    void whoMayHaveSpokenIsNotKilled() {
        for (StartPolicy.Ready ready : List.of(StartPolicy.Ready.NOTIFY, new StartPolicy.LogLine("up"))) {
            LoopHarness fleet = starting(Specs.printer().ready(ready, MINUTE));
            assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STARTING);

            fleet.pass(MINUTE);

            assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.READY);
            assertThat(fleet.worker(ONE).reason()).startsWith("taken for ready");
            assertThat(fleet.processes.history).containsExactly("adopt printer.1#1");
        }
    }

    @Test
    void whoSaysThatItIsNotReadyYetIsHeldToIt() {
        LoopHarness fleet = starting(Specs.printer().ready(StartPolicy.Ready.NOTIFY, MINUTE));
        fleet.mailbox.post(new FromProcess(ONE, new WorkerEvent.Starting(1, Optional.of(MINUTE.multipliedBy(2)))));
        fleet.settle();

        fleet.pass(MINUTE.multipliedBy(2));

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPING);
    }

    @Test
    void whoSaysItAgainToANewMasterIsKilledForItsSilence() {
        LoopHarness fleet = starting(Specs.printer());

        fleet.pass(MINUTE);

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPING);
    }
}
