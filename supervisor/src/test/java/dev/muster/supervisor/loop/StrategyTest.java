package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.Ties.Strategy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is restarted with a worker. The fleet: api after cache after db, and other by itself. */
class StrategyTest {

    private static final WorkerId DB = new WorkerId("db", 1);
    private static final WorkerId CACHE = new WorkerId("cache", 1);
    private static final WorkerId API = new WorkerId("api", 1);
    private static final WorkerId OTHER = new WorkerId("other", 1);

    @Test
    @DisplayName("S62 rest-for-one: when a worker crashes, those after it are restarted once it is ready again")
    void restForOne() {
        LoopHarness fleet = running("db", Strategy.REST_FOR_ONE);
        fleet.exit(DB, ExitStatus.signalled(9));
        assertThat(fleet.phases())
                .containsExactly("api.1 STOPPED", "cache.1 STOPPED", "db.1 STARTING", "other.1 READY");
        assertThat(fleet.worker(API).reason()).isEqualTo("waits for cache to be ready");
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 2, CACHE, 2, API, 2, OTHER, 1));
        assertThat(fleet.worker(API).reason()).isEqualTo("restarted with db.1");
        assertThat(fleet.worker(API).restarts()).isZero();
    }

    @Test
    @DisplayName("S62 rest-for-one: also when the restart was asked for, or a new configuration needs one")
    void restForOneByHand() {
        LoopHarness fleet = running("cache", Strategy.REST_FOR_ONE);
        fleet.send(new Command.Restart(List.of(CACHE)));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 1, CACHE, 2, API, 2, OTHER, 1));
    }

    @Test
    @DisplayName("S62 one-for-one: nobody else")
    void oneForOne() {
        LoopHarness fleet = running("db", Strategy.ONE_FOR_ONE);
        fleet.exit(DB, ExitStatus.signalled(9));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 2, CACHE, 1, API, 1, OTHER, 1));
    }

    @Test
    @DisplayName("S62 one-for-all: everybody who is connected, in the order of a start, and only once")
    void oneForAll() {
        LoopHarness fleet = running("api", Strategy.ONE_FOR_ALL);
        fleet.processes.history.clear();
        fleet.exit(API, ExitStatus.signalled(9));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 2, CACHE, 2, API, 2, OTHER, 1));
        assertThat(fleet.processes.history.stream().filter(line -> line.startsWith("spawn")))
                .containsExactly("spawn db.1#2", "spawn cache.1#2", "spawn api.1#2");
    }

    @Test
    @DisplayName("S62 one-for-all of everybody does not go round for ever")
    void oneForAllOfAll() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("db").strategy(Strategy.ONE_FOR_ALL),
                Specs.service("api").after("db").strategy(Strategy.ONE_FOR_ALL)));
        fleet.processes.obeyTerm();
        fleet.pass(Duration.ofMinutes(1));
        fleet.exit(DB, ExitStatus.signalled(9));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 2, API, 2));
        fleet.exit(API, ExitStatus.exited(1));
        fleet.pass(Duration.ofSeconds(1));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 3, API, 3));
    }

    @Test
    void dependencyThatFailsForGoodTakesThoseAfterItAlongAndTellsThemWhy() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("db").strategy(Strategy.REST_FOR_ONE).limit(0, Duration.ofMinutes(5), Then.FAIL),
                Specs.service("api").after("db")));
        fleet.processes.obeyTerm();
        fleet.exit(DB, ExitStatus.exited(3));
        assertThat(fleet.phases()).containsExactly("api.1 FAILED", "db.1 FAILED");
        assertThat(fleet.worker(API).reason()).startsWith("waits for db to be ready; db.1 failed: exit 3");
        fleet.send(new Command.Start(List.of(DB)));
        fleet.allReady();
        assertThat(fleet.phases()).containsExactly("api.1 READY", "db.1 READY");
    }

    @Test
    void newWorkerThatCannotStartRestartsNobody() {
        LoopHarness fleet = running("db", Strategy.REST_FOR_ONE);
        fleet.send(new Command.Scale("db", new Scaling(false, 2)));
        fleet.exit(new WorkerId("db", 2), ExitStatus.exited(1));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.READY);
        assertThat(fleet.worker(API).incarnation()).isEqualTo(1);
    }

    @Test
    @DisplayName("S62 a restart by hand ends those that come after it first, and starts them last")
    void restartByHandGoesDownAndUpInOrder() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("db").strategy(Strategy.REST_FOR_ONE),
                Specs.service("cache").after("db"),
                Specs.service("api").after("cache", "db")));
        fleet.processes.history.clear();
        fleet.send(new Command.Restart(List.of(DB)));
        assertThat(fleet.processes.history).containsExactly("TERM api.1#1", "CONT api.1#1");
        fleet.exit(API, ExitStatus.exited(0));
        assertThat(fleet.worker(API).reason()).contains("cache.1");
        assertThat(fleet.processes.history).hasSize(4).contains("TERM cache.1#1");
        fleet.exit(CACHE, ExitStatus.exited(0));
        assertThat(fleet.processes.history).hasSize(6).contains("TERM db.1#1");
        assertThat(fleet.worker(CACHE).reason()).startsWith("waits for db to be ready; db.1 is STOPPING");
        fleet.exit(DB, ExitStatus.exited(0));
        fleet.allReady();
        assertThat(fleet.processes.history.stream().skip(6))
                .containsExactly("spawn db.1#2", "spawn cache.1#2", "spawn api.1#2");
    }

    @Test
    void whoIsDownAlreadyDoesNotStartBeforeTheOneThatIsStillToGo() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("db").strategy(Strategy.REST_FOR_ONE),
                Specs.service("api").after("db").workers(2)));
        fleet.send(new Command.Restart(List.of(DB)));
        fleet.exit(API, ExitStatus.exited(0));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "api.2 STOPPING", "db.1 READY");
        assertThat(fleet.worker(API).reason()).isEqualTo("waits for db to be ready; db.1 is about to end");
        fleet.exit(new WorkerId("api", 2), ExitStatus.exited(0));
        fleet.exit(DB, ExitStatus.exited(0));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 2, API, 2, new WorkerId("api", 2), 2));
    }

    @Test
    void groupOfTwoRootsIsRestartedOnceWhoeverIsQuicker() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("db").strategy(Strategy.ONE_FOR_ALL),
                Specs.service("cache"),
                Specs.service("api").after("db", "cache")));
        fleet.send(new Command.Restart(List.of(DB)));
        fleet.exit(API, ExitStatus.exited(0));
        fleet.exit(CACHE, ExitStatus.exited(0));
        fleet.allReady();
        fleet.exit(DB, ExitStatus.exited(0));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 2, CACHE, 2, API, 2));
    }

    @Test
    @DisplayName(
            "S38 several that are stopped by hand go in the reverse order of their starts; a second request waits for nobody")
    void stopByHandGoesInReverseOrder() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("db"),
                Specs.service("cache").after("db"),
                Specs.service("api").after("cache")));
        fleet.processes.history.clear();
        fleet.send(new Command.Stop(List.of(DB, API)));
        assertThat(fleet.processes.history).containsExactly("TERM api.1#1", "CONT api.1#1");
        fleet.exit(API, ExitStatus.exited(0));
        assertThat(fleet.processes.history).endsWith("TERM db.1#1", "CONT db.1#1");
        fleet.exit(DB, ExitStatus.exited(0));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "cache.1 READY", "db.1 STOPPED");

        fleet.send(new Command.Start(List.of(DB, API)));
        fleet.allReady();
        fleet.send(new Command.Stop(List.of(DB, API)));
        assertThat(fleet.send(new Command.Stop(List.of(DB))).decisions())
                .containsExactly(new Decision(DB, Decision.Outcome.DONE, 2, "stopping"));
        assertThat(fleet.worker(DB).phase()).isEqualTo(Phase.STOPPING);
    }

    @Test
    void stopThatWaitsForOthersIsTakenBackByAStart() {
        LoopHarness fleet = running("db", Strategy.ONE_FOR_ONE);
        fleet.processes.disobeyTerm();
        fleet.send(new Command.Stop(List.of(DB, API)));
        fleet.send(new Command.Start(List.of(DB)));
        fleet.exit(API, ExitStatus.exited(0));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "cache.1 READY", "db.1 READY", "other.1 READY");
    }

    @Test
    void stopThatWaitsForOthersHoldsForAWorkerThatCrashesMeanwhile() {
        LoopHarness fleet = running("db", Strategy.ONE_FOR_ONE);
        fleet.processes.disobeyTerm();
        fleet.send(new Command.Stop(List.of(DB, API)));
        fleet.processes.obeyTerm();
        fleet.exit(DB, ExitStatus.exited(1));
        assertThat(fleet.worker(DB).phase()).isEqualTo(Phase.STOPPED);
        fleet.exit(API, ExitStatus.exited(0));
        fleet.pass(Duration.ofMinutes(5));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "cache.1 READY", "db.1 STOPPED", "other.1 READY");
    }

    @Test
    void shutdownTakesOverFromAStopThatWaitsForOthers() {
        LoopHarness fleet = running("db", Strategy.REST_FOR_ONE);
        fleet.processes.disobeyTerm();
        fleet.send(new Command.Restart(List.of(DB)));
        fleet.processes.obeyTerm();
        fleet.send(new Command.Shutdown(false));
        fleet.exit(API, ExitStatus.exited(0));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 1, CACHE, 1, API, 1, OTHER, 1));
    }

    @Test
    void stopByHandTouchesNobodyElse() {
        LoopHarness fleet = running("db", Strategy.REST_FOR_ONE);
        fleet.send(new Command.Stop(List.of(DB)));
        assertThat(fleet.phases()).contains("api.1 READY", "cache.1 READY", "db.1 STOPPED");
    }

    @Test
    void whoIsStoppedByHandStaysStoppedWhenAnotherRestarts() {
        LoopHarness fleet = running("db", Strategy.REST_FOR_ONE);
        fleet.send(new Command.Stop(List.of(API)));
        fleet.exit(DB, ExitStatus.signalled(9));
        fleet.allReady();
        assertThat(fleet.processes.starts).isEqualTo(Map.of(DB, 2, CACHE, 2, API, 1, OTHER, 1));
    }

    private static LoopHarness running(String service, Strategy strategy) {
        FleetSpec spec = Specs.fleet(
                with(Specs.service("db"), service, strategy),
                with(Specs.service("cache").after("db"), service, strategy),
                with(Specs.service("api").after("cache"), service, strategy),
                Specs.service("other"));
        LoopHarness fleet = LoopHarness.running(spec);
        fleet.processes.obeyTerm();
        fleet.pass(Duration.ofMinutes(1));
        return fleet;
    }

    private static Specs with(Specs specs, String service, Strategy strategy) {
        return specs.spec().name().equals(service) ? specs.strategy(strategy) : specs;
    }
}
