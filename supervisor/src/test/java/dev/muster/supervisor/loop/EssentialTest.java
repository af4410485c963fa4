package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Services without which the rest of the fleet is of no use. */
class EssentialTest {

    private static final WorkerId DB = new WorkerId("db", 1);
    private static final WorkerId API = new WorkerId("api", 1);
    private static final FleetSpec FLEET = Specs.fleet(
            Specs.service("api").when(When.NEVER).essential(),
            Specs.service("db").priority(0),
            Specs.service("web").priority(50));

    @Test
    @DisplayName(
            "S89 a failure of an essential worker that is not restarted ends the fleet in order, with its exit code")
    void failureEndsTheFleetInOrder() {
        LoopHarness fleet = LoopHarness.running(FLEET);
        fleet.exit(API, ExitStatus.exited(42));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "db.1 READY", "web.1 STOPPING");
        assertThat(fleet.worker("web.1").reason())
                .isEqualTo("the fleet is shutting down because the essential api.1 has failed");
        fleet.exit(new WorkerId("web", 1), ExitStatus.exited(0));
        fleet.exit(DB, ExitStatus.exited(0));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.loop.exitCode()).isEqualTo(42);
    }

    @Test
    @DisplayName("S89 an essential worker may fail as often as its limit allows")
    void onlyTheLastFailureEndsTheFleet() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("api").limit(1, Duration.ofMinutes(5), Then.FAIL).essential()));
        fleet.exit(API, ExitStatus.exited(1));
        assertThat(fleet.loop.finished()).isNotDone();
        fleet.pass(Duration.ofSeconds(1));
        fleet.exit(API, ExitStatus.signalled(9));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.loop.exitCode()).isEqualTo(128 + 9);
    }

    @Test
    void oneThatIsTriedForEverEndsNothing() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.service("api")
                .limit(0, Duration.ofMinutes(5), Then.KEEP_TRYING)
                .essential()));
        fleet.exit(API, ExitStatus.exited(1));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.FAILED);
        assertThat(fleet.loop.finished()).isNotDone();
    }

    @Test
    void successOrAStopByHandIsNoFailure() {
        LoopHarness fleet = LoopHarness.running(FLEET);
        fleet.exit(API, ExitStatus.exited(0));
        fleet.send(new Command.Start(List.of(API)));
        fleet.allReady();
        fleet.send(new Command.Stop(List.of(API)));
        fleet.exit(API, ExitStatus.exited(3));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "db.1 READY", "web.1 READY");
        fleet.processes.obeyTerm();
        fleet.send(new Command.Shutdown(false));
        assertThat(fleet.loop.exitCode()).isZero();
    }

    @Test
    void failureOfOneThatIsNotEssentialEndsNothing() {
        LoopHarness fleet =
                LoopHarness.running(Specs.fleet(Specs.service("api").when(When.NEVER), Specs.service("db")));
        fleet.exit(API, ExitStatus.exited(42));
        assertThat(fleet.phases()).containsExactly("api.1 FAILED", "db.1 READY");
    }

    @Test
    void neverReadyIsAFailureWhateverTheExitCodeSays() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(FLEET));
        fleet.allReady();
        fleet.processes.obeyTerm();
        fleet.send(new Command.Restart(List.of(API)));
        fleet.exit(API, ExitStatus.exited(0));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.loop.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("S89 an essential worker that waits for one that failed for good ends the fleet with 1")
    void essentialThatWaitsInVain() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(Specs.fleet(
                Specs.service("db").when(When.NEVER),
                Specs.service("api").after("db").essential())));
        fleet.exit(DB, ExitStatus.exited(7));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.loop.exitCode()).isEqualTo(1);
    }

    @Test
    void firstRequestDuringSuchAnEndDoesNotKillYetAndTheSecondDoes() {
        LoopHarness fleet = LoopHarness.running(FLEET);
        fleet.exit(API, ExitStatus.exited(42));
        fleet.send(new Command.Shutdown(false));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "db.1 READY", "web.1 STOPPING");
        fleet.send(new Command.Shutdown(false));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.loop.exitCode()).isEqualTo(42);
    }

    @Test
    void whetherAServiceIsEssentialIsALiveChange() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.service("api").when(When.NEVER)));
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.service("api").when(When.NEVER).essential())));
        assertThat(fleet.processes.starts).containsEntry(API, 1);
        fleet.exit(API, ExitStatus.exited(5));
        assertThat(fleet.loop.exitCode()).isEqualTo(5);
    }
}
