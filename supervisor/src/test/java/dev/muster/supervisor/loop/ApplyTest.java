package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A running fleet gets another specification, or another number of workers. */
class ApplyTest {

    private static final WorkerId THREE = new WorkerId("printer", 3);

    @Test
    @DisplayName("S48 the same specification again: no action, no signal")
    void sameSpecificationDoesNothing() {
        LoopHarness fleet = LoopHarness.running(printers(2));
        List<String> before = List.copyOf(fleet.processes.history);
        CommandReply reply = fleet.send(new Command.Apply(printers(2)));
        assertThat(reply.decisions()).isEmpty();
        assertThat(fleet.processes.history).isEqualTo(before);
    }

    @Test
    @DisplayName("S49 changed, added and removed services; the others keep their process")
    void changedAddedAndRemovedServices() {
        LoopHarness fleet =
                LoopHarness.running(Specs.fleet(Specs.service("a"), Specs.service("b"), Specs.service("c")));
        fleet.processes.obeyTerm();
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.service("a"), Specs.service("b").command("other"), Specs.service("d"))));
        fleet.allReady();
        assertThat(fleet.phases()).containsExactly("a.1 READY", "b.1 READY", "d.1 READY");
        assertThat(fleet.worker("a.1").incarnation()).isEqualTo(1);
        assertThat(fleet.worker("b.1").incarnation()).isEqualTo(2);
        assertThat(fleet.worker("b.1").reason()).isEqualTo("its configuration changed");
    }

    @Test
    void addedServiceStartsWhateverElseTheApplyChanges() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.service("z"), Specs.service("gone")));
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.service("new"), Specs.service("z").logFormat(LogPolicy.Format.JSON))));
        assertThat(fleet.phases()).containsExactly("gone.1 STOPPING", "new.1 STARTING", "z.1 READY");
    }

    @Test
    @DisplayName("S50 scaled from three to one: slots 2 and 3 drain, slot 1 keeps its process")
    void scaledDown() {
        LoopHarness fleet = LoopHarness.running(printers(3));
        int pid = fleet.worker("printer.1").pid().orElseThrow();
        CommandReply reply = fleet.send(scale("1"));
        assertThat(reply.decisions()).extracting(Decision::id).containsExactly(THREE, new WorkerId("printer", 2));
        assertThat(fleet.phases()).containsExactly("printer.1 READY", "printer.2 STOPPING", "printer.3 STOPPING");

        fleet.exit(THREE, ExitStatus.exited(143));
        fleet.exit(new WorkerId("printer", 2), ExitStatus.signalled(9));

        assertThat(fleet.phases()).containsExactly("printer.1 READY");
        assertThat(fleet.worker("printer.1").pid()).hasValue(pid);
        assertThat(fleet.publisher.current().stopping()).isFalse();
    }

    @Test
    @DisplayName("S51 scaled from one to three: in effect at once, without any death")
    void scaledUp() {
        LoopHarness fleet = LoopHarness.running(printers(1));
        fleet.send(scale("+2"));
        assertThat(fleet.phases()).containsExactly("printer.1 READY", "printer.2 STARTING", "printer.3 STARTING");
        assertThat(fleet.publisher.current().spec()).isEqualTo(printers(3));
    }

    @Test
    @DisplayName("S53 a worker that crashes while it is being removed is not started again")
    void crashDuringRemoval() {
        LoopHarness fleet = LoopHarness.running(printers(3));
        fleet.pass(Duration.ofMinutes(1));
        fleet.send(scale("2"));
        fleet.exit(THREE, ExitStatus.signalled(11));
        fleet.pass(Duration.ofMinutes(10));
        assertThat(fleet.processes.starts).containsEntry(THREE, 1);
        assertThat(fleet.phases()).containsExactly("printer.1 READY", "printer.2 READY");
    }

    @Test
    @DisplayName("S54 an impossible scaling is refused with its reason, and nothing changes")
    void impossibleScaling() {
        LoopHarness fleet = LoopHarness.running(printers(2));
        List<String> before = List.copyOf(fleet.processes.history);
        for (String nonsense : List.of("0", "-2", "20000")) {
            CommandReply reply = fleet.send(scale(nonsense));
            assertThat(reply.accepted()).isFalse();
            assertThat(reply.message()).startsWith("printer cannot have");
        }
        assertThat(fleet.send(new Command.Scale("painter", new Scaling(false, 1)))
                        .message())
                .isEqualTo("there is no service painter (there is: printer)");
        assertThat(fleet.processes.history).isEqualTo(before);
        assertThat(fleet.publisher.current().spec()).isEqualTo(printers(2));
    }

    @Test
    @DisplayName("S57 another policy touches no process")
    void changedPolicy() {
        LoopHarness fleet = LoopHarness.running(printers(2));
        List<String> before = List.copyOf(fleet.processes.history);
        FleetSpec other = Specs.fleet(Specs.printer().workers(2).logFormat(LogPolicy.Format.JSON));
        CommandReply reply = fleet.send(new Command.Apply(other));
        assertThat(reply.decisions()).extracting(Decision::message).containsExactly("updated", "updated");
        assertThat(fleet.processes.history).isEqualTo(before);
        assertThat(fleet.worker("printer.1").spec()).isEqualTo(other.services().get("printer"));
    }

    @Test
    void workerStoppedByHandStaysStoppedOverAnApply() {
        LoopHarness fleet = LoopHarness.running(printers(2));
        fleet.processes.obeyTerm();
        fleet.send(new Command.Stop(List.of(new WorkerId("printer", 1))));
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().workers(2).command("other"))));
        fleet.allReady();
        assertThat(fleet.phases()).containsExactly("printer.1 STOPPED", "printer.2 READY");
        fleet.send(new Command.Start(List.of(new WorkerId("printer", 1))));
        assertThat(fleet.worker("printer.1").spec())
                .isEqualTo(fleet.worker("printer.2").spec());
    }

    /** Whoever keeps something for a slot, such as its log, lets go of it on this news. */
    @Test
    void theJournalHearsOfEverySlotThatGoes() {
        LoopHarness fleet = LoopHarness.running(printers(3));
        fleet.processes.obeyTerm();
        fleet.send(new Command.Stop(List.of(THREE)));
        fleet.transitions.clear();
        fleet.send(scale("1"));
        assertThat(fleet.transitions)
                .contains("printer.3#1 STOPPED->STOPPED scaled down")
                .contains("printer.2#1 STOPPING->STOPPED scaled down (exit 143)");
    }

    @Test
    void slotThatComesBackGoesOnCountingItsIncarnations() {
        LoopHarness fleet = LoopHarness.running(printers(3));
        fleet.processes.obeyTerm();
        fleet.send(scale("2"));
        assertThat(fleet.publisher.current().worker(THREE)).isEmpty();
        fleet.send(scale("3"));
        assertThat(fleet.worker(THREE).incarnation()).isEqualTo(2);
    }

    @Test
    void slotThatIsWantedAgainWhileItDrainsIsStartedWhenItIsEmpty() {
        LoopHarness fleet = LoopHarness.running(printers(3));
        fleet.send(scale("2"));
        fleet.send(scale("3"));
        assertThat(fleet.worker(THREE).phase()).isEqualTo(Phase.STOPPING);
        fleet.exit(THREE, ExitStatus.exited(143));
        assertThat(fleet.worker(THREE).phase()).isEqualTo(Phase.STARTING);
    }

    private static Command.Scale scale(String text) {
        return new Command.Scale("printer", Scaling.parse(text).orElseThrow());
    }

    private static FleetSpec printers(int workers) {
        return Specs.fleet(Specs.printer().workers(workers));
    }
}
