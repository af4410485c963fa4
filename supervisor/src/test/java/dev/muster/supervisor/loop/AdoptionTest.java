package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.History;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Inheritance.Orphan;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A master that finds the workers of another one. */
class AdoptionTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);
    private static final WorkerId TWO = new WorkerId("printer", 2);
    private static final Duration AGE = Duration.ofMinutes(5);

    private final LoopHarness fleet = new LoopHarness();

    private Orphan orphan(WorkerId id, Specs started, int incarnation, boolean ready) {
        ServiceSpec spec = started.spec();
        fleet.processes.survived(id, incarnation, 4000 + id.slot(), spec);
        return orphan(id, spec, incarnation, bequest(ready ? Phase.READY : Phase.STARTING));
    }

    private static Orphan orphan(WorkerId id, ServiceSpec spec, int incarnation, Bequest left) {
        return new Orphan(
                id, spec, new WorkerEvent.Adopted(incarnation, 4000 + id.slot(), LoopHarness.START.minus(AGE), left));
    }

    private static Bequest bequest(Phase phase) {
        return new Bequest(
                phase,
                false,
                false,
                0,
                "",
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                new History(3, 0, false, List.of(), Optional.empty(), ""));
    }

    private void inherit(Inheritance inheritance, FleetSpec wanted) {
        fleet.mailbox.post(inheritance);
        fleet.send(new Command.Apply(wanted));
    }

    @Test
    @DisplayName("S76 who lives still is adopted and gets no double; who does not is started")
    void theLivingAreAdoptedAndTheOthersStarted() {
        inherit(
                new Inheritance(List.of(orphan(ONE, Specs.printer(), 7, true)), Map.of(TWO, 4), Desired.NONE),
                Specs.fleet(Specs.printer().workers(2)));

        assertThat(fleet.processes.history).containsExactly("adopt printer.1#7", "spawn printer.2#5");
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.READY);
        assertThat(fleet.worker(ONE).pid()).hasValue(4001);
        assertThat(fleet.worker(ONE).startedAt()).contains(LoopHarness.START.minus(AGE));
        assertThat(fleet.worker(ONE).restarts()).isEqualTo(3);
        assertThat(fleet.faults).isEmpty();
    }

    @Test
    @DisplayName("S76 the end of an adopted worker is noticed, and it is restarted though its status is unknown")
    void theEndOfAnAdoptedWorkerIsNoticed() {
        inherit(
                new Inheritance(List.of(orphan(ONE, Specs.printer(), 7, true)), Map.of(), Desired.NONE),
                Specs.fleet(Specs.printer()));

        fleet.exit(ONE, ExitStatus.unknown());

        assertThat(fleet.processes.history).containsExactly("adopt printer.1#7", "spawn printer.1#8");
        assertThat(fleet.worker(ONE).reason()).isEqualTo("ended with an unknown status");
    }

    @Test
    void whoWasStillStartingHasTheStartTimeOutOnceMore() {
        inherit(
                new Inheritance(List.of(orphan(ONE, Specs.printer(), 7, false)), Map.of(), Desired.NONE),
                Specs.fleet(Specs.printer()));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STARTING);

        fleet.processes.ready(ONE);
        fleet.settle();

        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.READY);
        assertThat(fleet.processes.history).containsExactly("adopt printer.1#7");
    }

    @Test
    void whatWasChangedMeanwhileIsApplied() {
        fleet.processes.obeyTerm();
        inherit(
                new Inheritance(
                        List.of(orphan(ONE, Specs.printer().command("former"), 7, true)), Map.of(), Desired.NONE),
                Specs.fleet(Specs.printer()));

        assertThat(fleet.processes.history)
                .containsExactly("adopt printer.1#7", "TERM printer.1#7", "CONT printer.1#7", "spawn printer.1#8");
    }

    @Test
    void whoHasNoPlaceAnyMoreIsStopped() {
        fleet.processes.obeyTerm();
        inherit(
                new Inheritance(
                        List.of(
                                orphan(ONE, Specs.printer(), 7, true),
                                orphan(TWO, Specs.printer(), 9, true),
                                orphan(new WorkerId("gone", 1), Specs.service("gone"), 2, true)),
                        Map.of(),
                        Desired.NONE),
                Specs.fleet(Specs.printer()));

        assertThat(fleet.phases()).containsExactly("printer.1 READY");
        assertThat(fleet.processes.running).containsOnlyKeys(ONE);
    }

    @Test
    @DisplayName("S76 a shutdown ends the adopted as well")
    void aShutdownEndsTheAdopted() {
        fleet.processes.obeyTerm();
        inherit(
                new Inheritance(List.of(orphan(ONE, Specs.printer(), 7, true)), Map.of(), Desired.NONE),
                Specs.fleet(Specs.printer()));

        fleet.send(new Command.Shutdown(false));

        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.processes.running).isEmpty();
    }
}
