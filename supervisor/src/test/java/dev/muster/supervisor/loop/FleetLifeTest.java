package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A fleet from its first apply to its end, over fake processes. */
class FleetLifeTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);

    @Test
    void firstApplyStartsTheFleetAndShutdownEndsIt() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        assertThat(fleet.phases()).containsExactly("printer.1 READY", "printer.2 READY");

        fleet.processes.obeyTerm();
        fleet.send(new Command.Shutdown(false));

        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.processes.running).isEmpty();
        assertThat(fleet.phases()).containsExactly("printer.1 STOPPED", "printer.2 STOPPED");
        assertThat(fleet.faults).isEmpty();
    }

    @Test
    @DisplayName("S17 a healthy worker that is killed gets a new process in the very turn that learns of it")
    void healthyWorkerIsReplacedInTheSameTurn() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.pass(Duration.ofSeconds(11));
        fleet.processes.exit(ONE, ExitStatus.signalled(9));

        fleet.loop.runOnce();

        assertThat(fleet.processes.starts).containsEntry(ONE, 2);
        fleet.allReady();
        assertThat(fleet.worker(ONE).reason()).isEqualTo("killed by SIGKILL");
        assertThat(fleet.worker(ONE).incarnation()).isEqualTo(2);
        assertThat(fleet.worker("printer.2").incarnation()).isEqualTo(1);
    }

    @Test
    void theJournalHearsOfEachTransitionOnce() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        assertThat(fleet.transitions)
                .isEqualTo(List.of(
                        "printer.1#0 STOPPED->STOPPED waits for its turn",
                        "printer.1#1 STOPPED->STARTING started",
                        "printer.1#1 STARTING->STARTING started",
                        "printer.1#1 STARTING->READY started"));
    }
}
