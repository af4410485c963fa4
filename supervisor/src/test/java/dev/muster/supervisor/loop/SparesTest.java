package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.core.Spare;
import dev.muster.supervisor.core.SparePool;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Spares of a running fleet, over fake processes. */
class SparesTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);
    private static final WorkerId TWO = new WorkerId("printer", 2);
    private static final ExitStatus KILLED = ExitStatus.signalled(9);

    private LoopHarness fleet = new LoopHarness();
    private FakeSpares spares = fleet.processes.spares();

    private void start(Specs... services) {
        fleet = LoopHarness.running(Specs.fleet(services));
        spares = fleet.processes.spares();
        fleet.processes.obeyTerm();
    }

    /** One worker and one spare, both ready, for so long that a crash is followed by a life at once. */
    private void startWithSpare() {
        start(Specs.printer().warm(1));
        ready(1);
        fleet.pass(Duration.ofMinutes(1));
    }

    private void ready(int spare) {
        spares.ready(spare);
        fleet.settle();
    }

    private void die(int spare) {
        spares.die(spare, "exited with 2");
        fleet.settle();
    }

    private void workerIsReady(WorkerId id) {
        fleet.processes.ready(id);
        fleet.settle();
    }

    private SparePool pool() {
        return fleet.publisher.current().spares().getOrDefault("printer", SparePool.none());
    }

    @Test
    void spareBootsBehindTheOthersWhenTheWorkersAreReadyAndNotBefore() {
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().workers(2).warm(1))));
        assertThat(spares.history).isEmpty();
        workerIsReady(ONE);
        assertThat(spares.history).isEmpty(); // the other one is in a hurry
        workerIsReady(TWO);
        assertThat(spares.history).containsExactly("boot 1 behind");
    }

    @Test
    void spareThatIsReadyIsNoLongerBehindTheOthers() {
        start(Specs.printer().warm(1));
        ready(1);
        assertThat(spares.history).containsExactly("boot 1 behind", "forward 1");
        assertThat(pool().in(Spare.Stage.READY).map(Spare::pid)).containsExactly(OptionalInt.of(FakeSpares.pid(1)));
    }

    @Test
    void nextLifeOfADeadWorkerBeginsWithTheSpareAndAnotherSpareBoots() {
        startWithSpare();
        fleet.exit(ONE, KILLED);
        assertThat(fleet.processes.history).endsWith("assign printer.1#2");
        assertThat(fleet.worker(ONE).pid()).isEqualTo(OptionalInt.of(FakeSpares.pid(1)));
        assertThat(fleet.worker(ONE).restarts()).isEqualTo(1);
        workerIsReady(ONE);
        assertThat(spares.history).endsWith("boot 2 behind");
    }

    @Test
    void severalSparesBootOneAfterTheOther() {
        start(Specs.printer().warm(2));
        assertThat(spares.alive).containsOnlyKeys(1);
        ready(1);
        assertThat(spares.alive).containsOnlyKeys(1, 2);
        ready(2);
        fleet.pass(Duration.ofHours(1));
        assertThat(spares.alive).containsOnlyKeys(1, 2);
    }

    @Test
    void backOffIsWaitedForThoughThereIsASpare() {
        startWithSpare();
        fleet.exit(ONE, KILLED); // at once
        workerIsReady(ONE);
        ready(2);
        fleet.exit(ONE, KILLED);
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.BACKOFF);
        assertThat(spares.alive).containsOnlyKeys(2);
        fleet.pass(Duration.ofSeconds(30));
        assertThat(fleet.processes.history).endsWith("assign printer.1#3");
    }

    @Test
    void lifeBeginsWithoutASpareThatIsNotReadyYet() {
        start(Specs.printer().warm(1));
        fleet.pass(Duration.ofMinutes(1));
        spares.history.clear();
        spares.alive.keySet().stream().toList().forEach(number -> spares.die(number, "gone"));
        fleet.settle();
        fleet.exit(ONE, KILLED);
        assertThat(fleet.processes.history).endsWith("spawn printer.1#2");
    }

    @Test
    void spareOfFormerFilesIsThrownAwayAndTheLifeBeginsWithoutIt() {
        startWithSpare();
        spares.goStale();
        fleet.exit(ONE, KILLED);
        assertThat(fleet.processes.history).endsWith("spawn printer.1#2");
        assertThat(spares.history).endsWith("end 1");
        assertThat(spares.alive).isEmpty();
    }

    @Test
    void rollingRestartAndScalingUpTakeTheSpare() {
        startWithSpare();
        fleet.send(new Command.Restart(List.of(ONE), true));
        assertThat(fleet.processes.history).endsWith("assign printer.1#2");
        workerIsReady(ONE);
        ready(2);
        fleet.send(new Command.Scale("printer", new Scaling(false, 2)));
        assertThat(fleet.processes.history).endsWith("assign printer.2#1");
    }

    /** Two workers and one spare, all ready. */
    private void startTwoWithSpare() {
        start(Specs.printer().workers(2).warm(1));
        ready(1);
        fleet.pass(Duration.ofMinutes(1));
    }

    @Test
    void rollingRestartWaitsForASpareForEachWorker() {
        startTwoWithSpare();
        fleet.send(new Command.Restart(List.of(ONE, TWO), true));
        assertThat(fleet.processes.history).endsWith("assign printer.1#2");
        workerIsReady(ONE);
        assertThat(fleet.worker(TWO).phase()).isEqualTo(Phase.READY);
        assertThat(rollout().waitsFor()).isEqualTo("a spare of printer, which is booting");
        ready(2);
        assertThat(fleet.processes.history).endsWith("assign printer.2#2");
        workerIsReady(TWO);
        assertThat(rollout().state()).isEqualTo("done");
    }

    @Test
    void rollingApplyWaitsForASpareOfTheNewIdentity() {
        startTwoWithSpare();
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.printer().workers(2).command("other").warm(1)), false, true));
        assertThat(fleet.worker(ONE).incarnation()).isEqualTo(1);
        assertThat(spares.alive).containsOnlyKeys(2);
        ready(2);
        assertThat(fleet.processes.history).endsWith("assign printer.1#2");
    }

    @Test
    void rolloutGoesOnWithoutASpareWhenThatFails() {
        startTwoWithSpare();
        fleet.send(new Command.Restart(List.of(ONE, TWO), true));
        workerIsReady(ONE);
        die(2);
        assertThat(fleet.processes.history).endsWith("spawn printer.2#2");
        workerIsReady(TWO);
        assertThat(rollout().state()).isEqualTo("done");
    }

    private Rollout rollout() {
        return fleet.publisher.current().rollouts().get(0);
    }

    @Test
    void spareOfAFormerIdentityIsThrownAwayBeforeALifeBeginsWithIt() {
        startWithSpare();
        fleet.send(
                new Command.Apply(Specs.fleet(Specs.printer().command("other").warm(1))));
        assertThat(spares.history).endsWith("forward 1", "end 1");
        assertThat(fleet.processes.history).noneMatch(line -> line.startsWith("assign"));
        fleet.allReady();
        assertThat(spares.alive).containsOnlyKeys(2);
        assertThat(spares.alive.values())
                .extracting(ServiceSpec::launch)
                .containsExactly(fleet.worker(ONE).spec().launch());
    }

    @Test
    void lowerNumberEndsThoseThatAreTooMany() {
        start(Specs.printer().warm(2));
        ready(1);
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().warm(1))));
        assertThat(spares.alive).containsOnlyKeys(1); // the other one was not ready
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer())));
        assertThat(spares.alive).isEmpty();
        assertThat(fleet.publisher.current().spares()).isEmpty();
    }

    @Test
    void spareThatDiesWhileItWaitsIsFollowedByAnotherOnlyAfterALongerAndLongerTime() {
        start(Specs.printer().warm(1));
        Duration waited = Duration.ZERO;
        for (int death = 1; death <= 30; death++) {
            int number = death;
            ready(number);
            die(number);
            for (int second = 0; second < 100 && spares.alive.isEmpty(); second++) {
                fleet.pass(Duration.ofSeconds(1));
                waited = waited.plusSeconds(1);
            }
            assertThat(spares.alive).containsOnlyKeys(number + 1);
        }
        assertThat(waited).isGreaterThan(Duration.ofMinutes(20));
        assertThat(pool().trouble()).isEqualTo("exited with 2");
        assertThat(fleet.worker(ONE).restarts()).isZero();
    }

    @Test
    void spareThatIsNotReadyInTimeIsEndedAndCountsAsAFailure() {
        start(Specs.printer().warm(1));
        fleet.pass(Duration.ofSeconds(5));
        assertThat(spares.history).containsExactly("boot 1 behind", "forward 1");
        fleet.pass(Duration.ofSeconds(234));
        assertThat(spares.alive).containsOnlyKeys(1);
        fleet.pass(Duration.ofSeconds(1));
        assertThat(spares.history).endsWith("end 1");
        assertThat(pool().trouble()).contains("not ready within 240 s");
        fleet.pass(Duration.ofSeconds(2));
        assertThat(spares.history).endsWith("boot 2 behind");
    }

    @Test
    void stoppedServiceHasNoSpareUntilItIsStarted() {
        startWithSpare();
        fleet.send(new Command.Stop(List.of(ONE)));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
        assertThat(spares.alive).isEmpty();
        fleet.send(new Command.Start(List.of(ONE)));
        assertThat(spares.alive).isEmpty();
        fleet.allReady();
        assertThat(spares.alive).hasSize(1);
    }

    @Test
    void endOfTheFleetEndsTheSparesAtOnce() {
        startWithSpare();
        fleet.processes.disobeyTerm();
        fleet.send(new Command.Shutdown(false));
        assertThat(spares.alive).isEmpty();
        assertThat(fleet.loop.finished()).isNotDone();
        fleet.pass(Duration.ofMinutes(5));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(spares.alive).isEmpty();
    }

    @Test
    void newsOfASpareThatHasBecomeAWorkerChangeNothing() {
        startWithSpare();
        fleet.exit(ONE, KILLED);
        fleet.mailbox.post(FromSpare.ready("printer", 1));
        fleet.mailbox.post(FromSpare.ended("printer", 1, "late news"));
        fleet.settle();
        assertThat(pool().trouble()).isEmpty();
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STARTING);
    }
}
