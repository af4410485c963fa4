package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A changed configuration on a living fleet: what it does, and what it leaves alone. */
final class ApplyIT {
    private final Fleet fleet = Fleet.of(printers(2));

    @BeforeEach
    void start() {
        fleet.run().awaitReady(2);
    }

    @AfterEach
    void end() {
        fleet.close();
    }

    @Test
    @DisplayName("S49 workers = 4: plan shows two additions, apply makes them, the others keep their processes")
    void growingAddsOnly() {
        Map<String, Proc> before = fleet.status().processes();
        fleet.configure(printers(4));
        Result plan = fleet.muster("plan").succeeded();
        assertThat(plan.out()).contains("printer.3", "printer.4", "workers").doesNotContain("printer.1");
        fleet.muster("plan", "--exit-code").endedWith(10);
        assertThat(fleet.status().ids()).as("a plan changes nothing").hasSize(2);

        fleet.muster("apply").succeeded();
        Status after = fleet.status();
        assertThat(after.ready()).isEqualTo(4);
        assertThat(after.processes()).containsAllEntriesOf(before);
        fleet.muster("plan", "--exit-code").succeeded();
    }

    @Test
    @DisplayName("S50 workers = 1: slots 2, 3, 4 are drained and never come again, slot 1 keeps its process")
    void shrinkingDrainsTheHighestSlots() {
        fleet.configure(printers(4));
        fleet.muster("apply").succeeded();
        Status.Worker first = fleet.status().worker("printer.1");
        fleet.configure(printers(1));
        fleet.muster("apply").succeeded();
        Status after = fleet.await("one worker", status -> status.ids().equals(List.of("printer.1")));
        assertThat(after.worker("printer.1").process()).isEqualTo(first.process());
        assertThat(fleet.processes()).containsExactly(first.process());
        assertThat(fleet.master().isAlive()).isTrue();
    }

    @Test
    @DisplayName("S51 scale +2 takes effect within a second, without the death of any worker; scale 1 drains")
    void scalingNeedsNoDeath() throws IOException {
        Map<String, Proc> before = fleet.status().processes();
        Instant asked = Instant.now();
        try (ControlSocket socket = new ControlSocket(fleet.controlSocket())) {
            assertThat(socket.call("scale", Map.of("service", "printer", "to", "+2")))
                    .doesNotContainKey("error");
        }
        fleet.awaitReady(4);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Pace.allow(Duration.ofSeconds(1)));
        assertThat(fleet.status().processes()).containsAllEntriesOf(before);

        fleet.muster("scale", "printer", "+1").succeeded();
        assertThat(fleet.status().ready()).isEqualTo(5);
        fleet.muster("scale", "printer", "1").succeeded();
        fleet.await("one worker", status -> status.ids().equals(List.of("printer.1")));
        assertThat(fleet.status().worker("printer.1").process()).isEqualTo(before.get("printer.1"));
    }

    @Test
    @DisplayName("S55 a typo is refused with file and line, and nothing changes")
    void typoChangesNothing() {
        Map<String, Proc> before = fleet.status().processes();
        fleet.configure("muster.services.printer {", "  command = [sleep, 1000]", "  wrokers = 4", "}");
        for (String command : List.of("check", "plan", "apply")) {
            Result refused = fleet.muster(command).endedWith(78);
            assertThat(refused.err()).contains(fleet.configuration() + ":3", "wrokers", "did you mean");
        }
        assertThat(fleet.status().processes()).isEqualTo(before);
        assertThat(fleet.status().ids()).hasSize(2);
    }

    @Test
    @DisplayName("S77 Q12 a second master on the same home exits 75 and names the first, which goes on")
    void secondMasterIsRefused() {
        Result second = fleet.muster("run").endedWith(75);
        assertThat(second.err()).contains(String.valueOf(fleet.masterProcess().pid()));
        assertThat(fleet.status().ready()).isEqualTo(2);
    }

    private static String printers(int workers) {
        return "muster.services.printer { command = [sleep, 1000], workers = " + workers + " }";
    }
}
