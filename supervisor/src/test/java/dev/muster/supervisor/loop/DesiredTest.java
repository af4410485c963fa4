package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What was stopped and scaled by hand, through applies and masters. */
class DesiredTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);

    private static FleetSpec two() {
        return Specs.fleet(Specs.printer().workers(2));
    }

    private static LoopHarness running() {
        LoopHarness fleet = LoopHarness.running(two());
        fleet.processes.obeyTerm();
        return fleet;
    }

    private static void scale(LoopHarness fleet, String to) {
        fleet.send(new Command.Scale("printer", Scaling.parse(to).orElseThrow()));
        fleet.allReady();
    }

    private static Desired desired(LoopHarness fleet) {
        return fleet.publisher.current().desired();
    }

    private static List<String> ready(LoopHarness fleet) {
        fleet.allReady();
        return fleet.phases().stream().filter(phase -> phase.endsWith("READY")).toList();
    }

    @Test
    @DisplayName("S86 what was stopped and scaled by hand stays so under the next master")
    void itHoldsUnderTheNextMaster() {
        LoopHarness first = running();
        scale(first, "4");
        first.send(new Command.Stop(List.of(ONE)));

        LoopHarness next = new LoopHarness();
        next.mailbox.post(new Inheritance(List.of(), Map.of(), desired(first)));
        next.send(new Command.Apply(two()));

        assertThat(ready(next)).containsExactly("printer.2 READY", "printer.3 READY", "printer.4 READY");
        assertThat(next.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
        assertThat(next.worker(ONE).reason()).isEqualTo("stopped on request");
        assertThat(next.processes.starts).doesNotContainKey(ONE);
    }

    @Test
    void anApplyLeavesItAndAResetUndoesIt() {
        LoopHarness fleet = running();
        scale(fleet, "+1");
        fleet.send(new Command.Stop(List.of(ONE)));

        fleet.send(new Command.Apply(two()));
        assertThat(ready(fleet)).containsExactly("printer.2 READY", "printer.3 READY");

        fleet.send(new Command.Apply(two(), true));
        assertThat(ready(fleet)).containsExactly("printer.1 READY", "printer.2 READY");
        assertThat(desired(fleet)).isEqualTo(Desired.NONE);
    }

    @Test
    void aNumberThatIsConfiguredLaterIsTheNewerWish() {
        LoopHarness fleet = running();
        scale(fleet, "4");
        scale(fleet, "5");

        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().workers(3))));

        assertThat(ready(fleet)).hasSize(3);
        assertThat(desired(fleet)).isEqualTo(Desired.NONE);
    }

    @Test
    void whatIsUndoneByHandIsForgotten() {
        LoopHarness fleet = running();
        scale(fleet, "4");
        scale(fleet, "2");
        fleet.send(new Command.Stop(List.of(ONE)));
        fleet.send(new Command.Start(List.of(ONE)));
        assertThat(desired(fleet)).isEqualTo(Desired.NONE);

        fleet.send(new Command.Stop(List.of(ONE)));
        fleet.send(new Command.Restart(List.of(ONE)));
        assertThat(desired(fleet)).isEqualTo(Desired.NONE);
        assertThat(ready(fleet)).hasSize(2);
    }

    @Test
    void theEndOfTheFleetIsNoWishOfItsWorkers() {
        LoopHarness fleet = running();
        fleet.send(new Command.Shutdown(false));
        assertThat(desired(fleet)).isEqualTo(Desired.NONE);
    }
}
