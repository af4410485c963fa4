package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A number of workers that goes up and down faster than they can end. */
class DrainTest {

    private static FleetSpec printers(int workers) {
        return Specs.fleet(Specs.printer().workers(workers).stop("TERM", Duration.ofMinutes(10)));
    }

    @Test
    @DisplayName(
            "Q41 8 -> 2 -> 8 with busy workers, again and again: what is too many ends by and by and is not replaced")
    void surplusDrainsAndIsNotRespawned() {
        LoopHarness fleet = LoopHarness.running(printers(8)); // whose workers end when their job does, not before
        ExitStatus[] ends = {ExitStatus.exited(0), ExitStatus.exited(1), ExitStatus.signalled(9), ExitStatus.exited(143)
        };
        for (int round = 0; round < ends.length; round++) {
            fleet.send(new Command.Apply(printers(2)));
            fleet.processes.history.clear();
            List<WorkerId> surplus = surplus(fleet);
            assertThat(surplus).hasSize(6);
            for (WorkerId busy : surplus.subList(0, 3)) {
                fleet.pass(Duration.ofSeconds(1));
                fleet.exit(busy, ends[round]);
                assertThat(fleet.publisher.current().worker(busy)).isEmpty();
            }
            fleet.pass(Duration.ofMinutes(2)); // longer than any back-off
            assertThat(fleet.processes.history).noneMatch(line -> line.startsWith("spawn"));

            fleet.send(new Command.Apply(printers(8)));
            assertThat(surplus(fleet)).isEmpty();
            assertThat(fleet.processes.history.stream().filter(line -> line.startsWith("spawn")))
                    .as("those that have gone come anew; those that are still busy keep their slot until they end")
                    .hasSize(3);
            fleet.pass(Duration.ofSeconds(5));
            for (Worker busy : fleet.publisher.current().workers()) {
                if (busy.phase() == Phase.STOPPING) {
                    fleet.exit(busy.id(), ends[round]);
                }
            }
            fleet.allReady();
            assertThat(fleet.phases()).hasSize(8).allMatch(phase -> phase.endsWith(" READY"));
        }
        assertThat(fleet.worker("printer.1").incarnation()).isEqualTo(1);
        assertThat(fleet.worker("printer.2").incarnation()).isEqualTo(1);
        assertThat(fleet.faults).isEmpty();
    }

    private static List<WorkerId> surplus(LoopHarness fleet) {
        return fleet.publisher.current().workers().stream()
                .filter(Worker::surplus)
                .map(Worker::id)
                .toList();
    }
}
