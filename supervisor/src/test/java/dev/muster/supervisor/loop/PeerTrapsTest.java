package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Inheritance.Orphan;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What other supervisors fall into, one test each; {@code bench/peers} does the same to the real ones. */
final class PeerTrapsTest {
    private static final WorkerId ONE = new WorkerId("printer", 1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private static Command.Scale scale(String to) {
        return new Command.Scale("printer", Scaling.parse(to).orElseThrow());
    }

    @Test
    @DisplayName("S50 S51 cotyledon's reconfigure 3 -> 1: the surplus dies, is not born again, and takes nobody along")
    void scaledDownWhileTheSurplusDies() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(3)));
        int pid = fleet.worker(ONE).pid().orElseThrow();
        fleet.processes.obeyTerm();
        fleet.send(scale("1"));
        fleet.pass(LONG);
        assertThat(fleet.phases()).containsExactly("printer.1 READY");
        assertThat(fleet.worker(ONE).pid()).hasValue(pid);
        assertThat(fleet.processes.starts.values()).containsOnly(1);
        assertThat(fleet.publisher.current().stopping()).isFalse();

        fleet.send(scale("3"));
        assertThat(fleet.phases())
                .as("cotyledon waits for the next death with that")
                .containsExactly("printer.1 READY", "printer.2 STARTING", "printer.3 STARTING");
    }

    @Test
    @DisplayName(
            "S76 supervisord's orphan doubles: who lives when a new master starts gets no second copy, not even later")
    void orphansGetNoDouble() {
        LoopHarness fleet = new LoopHarness();
        var spec = Specs.printer().spec();
        fleet.processes.survived(ONE, 7, 4001, spec);
        WorkerEvent.Adopted adopted =
                new WorkerEvent.Adopted(7, 4001, LoopHarness.START.minus(LONG), Bequest.plain(true));
        fleet.mailbox.post(new Inheritance(List.of(new Orphan(ONE, spec, adopted)), Map.of(), Desired.NONE));
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer())));
        fleet.pass(LONG);
        assertThat(fleet.processes.history).containsExactly("adopt printer.1#7");
    }

    @Test
    @DisplayName("S21 PM2's late crash loop: after a long good life it is slowed down as well")
    void lateCrashLoopIsSlowedDown() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        fleet.pass(LONG);
        fleet.processes.crashAtOnce();
        fleet.exit(ONE, ExitStatus.exited(1));
        int before = fleet.processes.starts.getOrDefault(ONE, 0);
        for (int i = 0; i < 400; i++) {
            fleet.pass(Duration.ofMillis(10));
        }
        assertThat(fleet.processes.starts.getOrDefault(ONE, 0) - before)
                .as("starts within four seconds, of which PM2 makes 336")
                .isBetween(2, 7);
    }

    @Test
    @DisplayName("S54 PM2's scale -1: one fewer, down to one, and never a crash")
    void minusOneMeansOneFewer() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.processes.obeyTerm();
        assertThat(fleet.send(scale("-1")).accepted()).isTrue();
        assertThat(fleet.phases()).containsExactly("printer.1 READY");
        assertThat(fleet.send(scale("-1")).accepted()).isFalse();
        assertThat(fleet.phases()).containsExactly("printer.1 READY");
        assertThat(fleet.faults).isEmpty();
    }

    @Test
    @DisplayName("S31 process-compose's stop without KILL: who ignores TERM is killed after the grace")
    void whoIgnoresTermIsKilled() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        fleet.send(new Command.Stop(List.of(ONE)));
        fleet.pass(Duration.ofSeconds(29));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPING);
        fleet.pass(Duration.ofSeconds(1));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STOPPED);
        assertThat(fleet.processes.running).isEmpty();
    }

    @Test
    @DisplayName("S19 jsvc's 60 s: who dies young is back within the first back-off, not after a minute")
    void whoDiesYoungIsSoonBack() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        fleet.pass(Duration.ofSeconds(1));
        fleet.exit(ONE, ExitStatus.signalled(9));
        fleet.pass(Duration.ofMillis(100));
        assertThat(fleet.processes.starts).containsEntry(ONE, 2);
    }

    @Test
    @DisplayName(
            "S17 s6's ready rule: a healthy worker is replaced at once, also one that tells nobody when it is ready")
    void replacedAtOnceWithoutTellingThatItIsReady() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().readyWhenSpawned()));
        fleet.pass(LONG);
        fleet.exit(ONE, ExitStatus.signalled(9));
        assertThat(fleet.processes.starts).containsEntry(ONE, 2);
    }
}
