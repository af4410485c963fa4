package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.loop.Decision.Outcome;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests of an operator, and the ways in which they meet each other and the fleet. */
class CommandsTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);
    private static final WorkerId TWO = new WorkerId("printer", 2);
    private static final List<WorkerId> FIRST = List.of(ONE);

    @Test
    @DisplayName("S45 to start what runs and to stop what is stopped is a success that changes nothing")
    void startAndStopAreIdempotent() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        assertThat(fleet.send(new Command.Start(FIRST)).decisions())
                .containsExactly(new Decision(ONE, Outcome.UNCHANGED, 1, "is ready already"));

        fleet.send(new Command.Stop(FIRST));
        fleet.exit(ONE, ExitStatus.exited(143));
        assertThat(fleet.send(new Command.Stop(FIRST)).decisions())
                .containsExactly(new Decision(ONE, Outcome.UNCHANGED, 1, "is stopped already"));
    }

    @Test
    @DisplayName("S44 a worker is stopped while another is in its grace")
    void stopsGoOnInParallel() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.send(new Command.Stop(FIRST));
        fleet.pass(Duration.ofSeconds(10));
        fleet.send(new Command.Stop(List.of(TWO)));
        fleet.exit(TWO, ExitStatus.exited(143));
        assertThat(fleet.phases()).containsExactly("printer.1 STOPPING", "printer.2 STOPPED");
    }

    @Test
    @DisplayName("S35 the second stop request kills, and says so")
    void secondStopSaysThatItKills() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        assertThat(fleet.send(new Command.Stop(FIRST)).decisions())
                .containsExactly(new Decision(ONE, Outcome.DONE, 1, "stopping"));
        assertThat(fleet.send(new Command.Stop(FIRST)).decisions())
                .containsExactly(new Decision(ONE, Outcome.DONE, 1, "killing"));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    @DisplayName("S41 a restart of a worker that waits for its turn neither wedges it nor gives it two lives")
    void restartOfAWaitingWorker() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.service("first"), Specs.printer().priority(5))));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
        assertThat(fleet.worker(ONE).goal()).isEqualTo(Goal.UP);

        fleet.send(new Command.Restart(FIRST));
        assertThat(fleet.processes.starts).doesNotContainKey(ONE);
        fleet.allReady();

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.READY);
        assertThat(fleet.processes.starts).containsEntry(ONE, 1);
    }

    @Test
    @DisplayName("S43 a worker that waits for its turn can be stopped at once, and started again")
    void stopOfAWaitingWorker() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.service("first"), Specs.printer().priority(5))));
        assertThat(fleet.send(new Command.Stop(FIRST)).decisions())
                .containsExactly(new Decision(ONE, Outcome.DONE, 0, "stopping"));
        fleet.allReady();
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
        assertThat(fleet.processes.starts).doesNotContainKey(ONE);

        fleet.send(new Command.Start(FIRST));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    @DisplayName("S61 a worker that never becomes ready lets the later priorities start all the same")
    void laterPrioritiesStartWhenAnEarlierOneFails() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.service("first"), Specs.printer().priority(5))));
        fleet.pass(Duration.ofSeconds(60));
        assertThat(fleet.phases()).containsExactly("first.1 STOPPING", "printer.1 STARTING");
    }

    @Test
    @DisplayName(
            "S66 who is not ready in time is never taken for ready: it is stopped, and its policy says what comes then")
    void lateWorkerIsNotForcedReady() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(
                new Command.Apply(Specs.fleet(Specs.printer().workers(1).limit(1, Duration.ofMinutes(5), Then.FAIL))));
        fleet.processes.obeyTerm();
        fleet.pass(Duration.ofSeconds(60));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.BACKOFF);
        assertThat(fleet.worker(ONE).reason()).isEqualTo("not ready within 1m; restart 1 in 100ms");
        fleet.pass(Duration.ofMillis(100));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STARTING);
        fleet.pass(Duration.ofSeconds(60));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    @DisplayName("S40 twenty restarts in a row are one")
    void restartsCoalesce() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        for (int i = 0; i < 20; i++) {
            fleet.mailbox.post(new Command.Restart(FIRST));
        }
        fleet.settle();
        fleet.exit(ONE, ExitStatus.exited(143));
        fleet.allReady();
        assertThat(fleet.processes.starts).containsEntry(ONE, 2);
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.READY);
    }

    @Test
    void restartOfAStoppedWorkerStartsIt() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().notStarted()));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
        assertThat(fleet.worker(ONE).reason()).isEqualTo("not started");
        fleet.send(new Command.Restart(FIRST));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void signalReachesTheLeaderOfALiveIncarnationOnly() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.send(new Command.Stop(List.of(TWO)));
        fleet.exit(TWO, ExitStatus.exited(143));

        CommandReply reply = fleet.send(new Command.SendSignal(List.of(ONE, TWO), "sigusr1"));

        assertThat(reply.decisions())
                .containsExactly(
                        new Decision(ONE, Outcome.DONE, 1, "SIGUSR1 sent"),
                        new Decision(TWO, Outcome.REFUSED, 1, "has no process"));
        assertThat(fleet.processes.history).endsWith("USR1 printer.1#1");
    }

    @Test
    void unknownSignalAndUnknownWorkerAreRefused() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        assertThat(fleet.send(new Command.SendSignal(FIRST, "FOO")).message()).isEqualTo("there is no signal FOO");
        assertThat(fleet.send(new Command.Start(List.of(TWO))).decisions())
                .containsExactly(new Decision(TWO, Outcome.REFUSED, 0, "there is no such worker"));
    }

    /** Whoever waits for a state looks at snapshots from this version on: an older one still shows the world before. */
    @Test
    void replyNamesASnapshotThatShowsTheDecision() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        Command.Restart restart = new Command.Restart(FIRST);
        CompletableFuture<FleetSnapshot> seen = restart.reply().thenApply(reply -> fleet.publisher.current());
        CommandReply reply = fleet.send(restart);
        assertThat(seen.join().version()).isEqualTo(reply.version());
        assertThat(seen.join().worker(ONE).orElseThrow().phase()).isEqualTo(Phase.STOPPING);
    }
}
