package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Rollout.Outcome;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.Ties.Strategy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workers replaced one by one, over fake processes that end when they get TERM. */
class RollingTest {

    private static final ExitStatus CRASH = ExitStatus.exited(1);

    private LoopHarness fleet = new LoopHarness();

    private void start(Specs... services) {
        fleet = LoopHarness.running(Specs.fleet(services));
        fleet.processes.obeyTerm();
        fleet.processes.history.clear();
    }

    private static List<WorkerId> printers(int... slots) {
        return IntStream.of(slots)
                .mapToObj(slot -> new WorkerId("printer", slot))
                .toList();
    }

    private CommandReply restart(WorkerId... ids) {
        return fleet.send(new Command.Restart(List.of(ids), true));
    }

    private CommandReply restartPrinters(int count) {
        return fleet.send(
                new Command.Restart(printers(IntStream.rangeClosed(1, count).toArray()), true));
    }

    private CommandReply apply(Specs... services) {
        return fleet.send(new Command.Apply(Specs.fleet(services), false, true));
    }

    private void ready(String id) {
        fleet.processes.ready(WorkerId.parse(id));
        fleet.settle();
    }

    private void crash(String id) {
        fleet.exit(WorkerId.parse(id), CRASH);
    }

    private Rollout rollout() {
        return fleet.publisher.current().rollouts().get(0);
    }

    private Rollout.End end() {
        return rollout().end().orElseThrow(() -> new AssertionError("still under way: " + rollout()));
    }

    private List<String> history() {
        return fleet.processes.history.stream()
                .filter(line -> line.startsWith("TERM") || line.startsWith("spawn"))
                .toList();
    }

    private List<String> lives() {
        return fleet.publisher.current().workers().stream().map(Worker::name).toList();
    }

    private String command(String id) {
        return Optional.ofNullable(fleet.processes.running.get(WorkerId.parse(id)))
                .orElseThrow()
                .spec()
                .launch()
                .program()
                .toString();
    }

    @Test
    void oneIsReplacedAfterTheOther() {
        start(Specs.printer().workers(3));

        CommandReply reply = restartPrinters(3);

        assertThat(reply.rollout()).isEqualTo(1);
        assertThat(reply.decisions()).hasSize(3);
        assertThat(history()).containsExactly("TERM printer.1#1", "spawn printer.1#2");
        assertThat(rollout().waitsFor()).isEqualTo("printer.1 (STARTING) to be ready");
        ready("printer.1");
        assertThat(history()).endsWith("TERM printer.2#1", "spawn printer.2#2").hasSize(4);
        ready("printer.2");
        ready("printer.3");

        assertThat(end().outcome()).isEqualTo(Outcome.DONE);
        assertThat(end().progress().renewed()).isEqualTo(printers(1, 2, 3));
        assertThat(fleet.phases()).allMatch(phase -> phase.endsWith("READY"));
    }

    @Test
    void asManyAsMayBeAwayGoAtATime() {
        start(Specs.printer().workers(4).rolling(2, 0));

        restartPrinters(4);

        assertThat(history())
                .containsExactlyInAnyOrder(
                        "TERM printer.1#1", "spawn printer.1#2", "TERM printer.2#1", "spawn printer.2#2");
        ready("printer.2");
        assertThat(history()).endsWith("TERM printer.3#1", "spawn printer.3#2").hasSize(6);
    }

    @Test
    void whoeverIsAwayForReasonsOfItsOwnCountsToo() {
        start(Specs.printer().workers(3));
        crash("printer.3"); // in back-off, since it was ready for no time at all

        restart(new WorkerId("printer", 1), new WorkerId("printer", 2));

        assertThat(fleet.worker("printer.3").phase()).isEqualTo(Phase.BACKOFF);
        assertThat(history()).isEmpty();
        assertThat(rollout().waitsFor()).isEqualTo("printer.3 (BACKOFF) to be ready; nobody can be spared");
        fleet.pass(Duration.ofSeconds(1));
        assertThat(history()).containsExactly("spawn printer.3#2");
        ready("printer.3");
        assertThat(history()).contains("TERM printer.1#1").doesNotContain("TERM printer.2#1");
    }

    @Test
    void whoeverIsAwayAnywayIsReplacedFirst() {
        start(Specs.printer().workers(3));
        crash("printer.3");

        restartPrinters(3);

        assertThat(history()).containsExactly("spawn printer.3#2");
        ready("printer.3");
        assertThat(history()).contains("TERM printer.1#1").doesNotContain("TERM printer.2#1");
    }

    @Test
    void aWorkerThatHelpsOutIsReadyBeforeAnOldOneGoes() {
        start(Specs.printer().workers(2).rolling(0, 1));

        restartPrinters(2);

        assertThat(history()).containsExactly("spawn printer.3#1");
        assertThat(rollout().isHelper(new WorkerId("printer", 3))).isTrue();
        assertThat(fleet.publisher
                        .current()
                        .spec()
                        .service("printer")
                        .orElseThrow()
                        .workers())
                .isEqualTo(2);
        ready("printer.3");
        assertThat(history()).endsWith("TERM printer.1#1", "spawn printer.1#2").hasSize(3);
        ready("printer.1");
        assertThat(history()).endsWith("TERM printer.2#1", "spawn printer.2#2").hasSize(5);
        ready("printer.2");

        assertThat(end().outcome()).isEqualTo(Outcome.DONE);
        assertThat(history()).endsWith("TERM printer.3#1");
        assertThat(lives()).containsExactly("printer.1#2", "printer.2#2");
        assertThat(fleet.publisher.current().desired().scaled()).isEmpty();
    }

    @Test
    void aHelperThatDoesNotBecomeReadyLeavesEverythingAsItWas() {
        start(Specs.printer().workers(2).rolling(0, 1));

        restartPrinters(2);
        crash("printer.3");

        assertThat(end().outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(end().why()).startsWith("printer.3#1 does not become ready, it is BACKOFF");
        assertThat(end().progress().left()).isEqualTo(printers(1, 2));
        assertThat(lives()).containsExactly("printer.1#1", "printer.2#1");
    }

    @Test
    void itStopsAtTheFirstThatFallsBackAndSaysWhatItLeft() {
        start(Specs.printer().workers(3));

        apply(Specs.printer().workers(3).command("new"));
        ready("printer.1");
        crash("printer.2");

        assertThat(end().outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(end().why()).startsWith("printer.2#2 does not become ready, it is BACKOFF: ");
        assertThat(end().progress().renewed()).isEqualTo(printers(1, 2));
        assertThat(end().progress().left()).isEqualTo(printers(3));
        assertThat(command("printer.1")).contains("new");
        assertThat(command("printer.3")).doesNotContain("new");
    }

    @Test
    void nobodyGoesBeforeTheHelperIsReadyEvenIfOneMayBeAway() {
        start(Specs.printer().workers(2).rolling(1, 1));

        restartPrinters(2);

        assertThat(history()).containsExactly("spawn printer.3#1");
    }

    @Test
    void itStopsWhenANewLifeFailsItsReadiness() {
        start(Specs.printer().workers(2));
        restartPrinters(2);
        fleet.processes.disobeyTerm(); // printer.2 takes its time
        ready("printer.1");

        fleet.mailbox.post(
                new FromProcess(new WorkerId("printer", 1), new WorkerEvent.ReadinessChanged(2, "connection refused")));
        fleet.settle();

        assertThat(end().why()).isEqualTo("printer.1#2 does not serve: connection refused");
    }

    @Test
    void itStopsWhenAStartTakesTooLong() {
        start(Specs.printer().workers(2));

        restartPrinters(2);
        fleet.processes.disobeyTerm();
        fleet.pass(Duration.ofSeconds(60));

        assertThat(end().why()).startsWith("printer.1#2 does not become ready, it is STOPPING: not ready within 1m");
        assertThat(end().progress().left()).isEqualTo(printers(2));
    }

    @Test
    void whatAStoppedApplyLeftIsStillToBeDone() {
        start(Specs.printer().workers(2));
        apply(Specs.printer().workers(2).command("new"));
        crash("printer.1");
        assertThat(end().progress().left()).isEqualTo(printers(2));
        fleet.pass(Duration.ofMinutes(1));
        ready("printer.1");

        CommandReply again = apply(Specs.printer().workers(2).command("new"));

        assertThat(again.decisions()).extracting(Decision::id).isEqualTo(printers(2));
        assertThat(command("printer.2")).contains("new");
    }

    @Test
    void oneThatCrashesBeforeItsTurnKeepsWhatItWasStartedFromUntilThen() {
        start(Specs.printer().workers(3));
        fleet.pass(Duration.ofMinutes(1));

        apply(Specs.printer().workers(3).command("new"));
        crash("printer.3");

        assertThat(command("printer.3")).doesNotContain("new");
        ready("printer.3");
        ready("printer.1");
        ready("printer.2");
        assertThat(command("printer.3")).contains("new");
        ready("printer.3");
        assertThat(end().outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void restartAndStartUseTheNewestConfigurationWhateverARollingLeft() {
        start(Specs.printer().workers(3));
        apply(Specs.printer().workers(3).command("new"));
        crash("printer.1");
        assertThat(end().progress().left()).isEqualTo(printers(2, 3));

        fleet.send(new Command.Restart(printers(2)));
        fleet.send(new Command.Stop(printers(3)));
        fleet.send(new Command.Start(printers(3)));

        assertThat(command("printer.2")).contains("new");
        assertThat(command("printer.3")).contains("new");
        assertThat(lives()).contains("printer.2#2", "printer.3#2");
    }

    @Test
    void policyHoldsAtOnce() {
        start(Specs.printer().workers(2));

        apply(Specs.printer().workers(2).command("new").stop("INT", Duration.ofSeconds(5)));

        assertThat(fleet.worker("printer.2").spec().policy().stop().signal()).isEqualTo("INT");
        assertThat(fleet.processes.history).contains("INT printer.1#1");
    }

    @Test
    void aNewWorkerOfAChangedServiceHasToBecomeReadyToo() {
        start(Specs.printer().workers(2));

        apply(Specs.printer().workers(3).command("new"));

        assertThat(history()).containsExactly("spawn printer.3#1");
        crash("printer.3");
        assertThat(end().outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(lives()).startsWith("printer.1#1", "printer.2#1");
    }

    @Test
    void servicesGoOneAfterTheOtherInTheOrderOfTheirStarts() {
        start(Specs.service("api").after("db"), Specs.service("db"));

        restart(WorkerId.parse("api.1"), WorkerId.parse("db.1"));

        assertThat(history()).containsExactly("TERM db.1#1", "spawn db.1#2");
        ready("db.1");
        assertThat(history()).endsWith("TERM api.1#1", "spawn api.1#2");
    }

    @Test
    void thoseThatAreRestartedWithAServiceFollowItInTheirTurn() {
        start(Specs.service("api").workers(2).after("db"), Specs.service("db").strategy(Strategy.REST_FOR_ONE));

        restart(WorkerId.parse("db.1"));
        assertThat(history()).containsExactly("TERM db.1#1", "spawn db.1#2");
        ready("db.1");
        assertThat(history()).endsWith("TERM api.1#1", "spawn api.1#2").hasSize(4);
        ready("api.1");
        ready("api.2");

        assertThat(end().outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void nobodyIsTakenWhoCouldNotStartAgain() {
        start(Specs.service("api").after("db"), Specs.service("db"));
        fleet.send(new Command.Stop(List.of(WorkerId.parse("db.1"))));
        fleet.processes.history.clear();

        restart(WorkerId.parse("api.1"));

        assertThat(end().why()).startsWith("api could not start again: waits for db to be ready; db.1 is stopped");
        assertThat(history()).isEmpty();
    }

    @Test
    void itStopsWhenNobodyCanBeSparedForGood() {
        Specs printers = Specs.printer().workers(2).limit(1, Duration.ofMinutes(1), Then.FAIL);
        start(printers);
        crash("printer.2");
        fleet.pass(Duration.ofSeconds(1));
        crash("printer.2");
        assertThat(fleet.worker("printer.2").phase()).isEqualTo(Phase.FAILED);

        restart(new WorkerId("printer", 1));

        assertThat(end().why()).isEqualTo("nobody can be spared while printer.2 is FAILED");
        assertThat(fleet.worker("printer.1").incarnation()).isEqualTo(1);
    }

    @Test
    void somethingElseThatIsWantedSupersedesIt() {
        start(Specs.printer().workers(3).rolling(0, 1), Specs.service("other"));
        List<Command> others = List.of(
                new Command.Stop(printers(3)),
                new Command.Restart(printers(3)),
                new Command.Restart(printers(1), true),
                new Command.Scale("printer", new Scaling(true, 1)),
                new Command.Apply(fleet.publisher.current().spec()),
                new Command.Shutdown(false));
        for (Command other : others) {
            Specs printers = Specs.printer().workers(3).rolling(0, 1);
            start(printers, Specs.service("other"));
            int rollout = restartPrinters(3).rollout();
            ready("printer.4");

            fleet.send(new Command.Restart(List.of(new WorkerId("other", 1))));
            assertThat(fleet.publisher.current().rollout(rollout).orElseThrow().end())
                    .isEmpty();
            fleet.send(other instanceof Command.Stop ? new Command.Stop(printers(3)) : fresh(other));

            Rollout.End end = fleet.publisher
                    .current()
                    .rollout(rollout)
                    .orElseThrow()
                    .end()
                    .orElseThrow();
            assertThat(end.outcome()).as("%s", other).isEqualTo(Outcome.SUPERSEDED);
            assertThat(end.progress().left()).contains(new WorkerId("printer", 2));
            assertThat(fleet.worker("printer.1").incarnation()).isGreaterThan(1);
        }
    }

    private static Command fresh(Command command) {
        if (command instanceof Command.Restart restart) {
            return new Command.Restart(restart.ids(), restart.rolling());
        }
        if (command instanceof Command.Scale scale) {
            return new Command.Scale(scale.service(), scale.scaling());
        }
        return command instanceof Command.Apply apply ? new Command.Apply(apply.spec()) : new Command.Shutdown(false);
    }

    @Test
    void recyclingGoesOneByOneAndGivesWayToAnOperator() {
        start(Specs.printer().workers(3));

        fleet.send(new Command.Recycle(Map.of(new WorkerId("printer", 2), "recycled: 1000 jobs")));
        fleet.send(new Command.Recycle(Map.of(new WorkerId("printer", 1), "recycled: 2d old")));

        assertThat(history()).containsExactly("TERM printer.2#1", "spawn printer.2#2");
        assertThat(fleet.worker("printer.2").reason()).contains("recycled: 1000 jobs");
        ready("printer.2");
        assertThat(history()).endsWith("TERM printer.1#1", "spawn printer.1#2");
        restartPrinters(3);
        CommandReply refused =
                fleet.send(new Command.Recycle(Map.of(new WorkerId("printer", 3), "recycled: 1000 jobs")));
        assertThat(refused.decisions()).extracting(Decision::outcome).containsExactly(Decision.Outcome.REFUSED);
    }

    @Test
    void aWorkerStoppedByHandIsMissedByNobodyAndStartsWithTheRest() {
        start(Specs.printer().workers(2));
        fleet.send(new Command.Stop(printers(2)));
        fleet.processes.history.clear();

        restartPrinters(2);

        assertThat(history()).containsExactly("spawn printer.2#2");
        ready("printer.2");
        assertThat(history()).endsWith("TERM printer.1#1", "spawn printer.1#2");
    }

    @Test
    void oneThatReplacesNobodyIsNoRollout() {
        start(Specs.printer());

        CommandReply reply = apply(Specs.printer().workers(2));

        assertThat(reply.rollout()).isZero();
        assertThat(fleet.publisher.current().rollouts()).isEmpty();
        assertThat(lives()).containsExactly("printer.1#1", "printer.2#1");
    }
}
