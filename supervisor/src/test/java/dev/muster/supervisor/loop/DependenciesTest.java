package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Services that come after others: how they start, wait, and hear that they wait in vain. */
class DependenciesTest {

    private static final WorkerId DB = new WorkerId("db", 1);
    private static final WorkerId API = new WorkerId("api", 1);
    private static final FleetSpec CHAIN = Specs.fleet(
            Specs.service("api").after("cache"), Specs.service("cache").after("db"), Specs.service("db"));

    @Test
    @DisplayName("S62 each starts when the one before it is ready, and the reason why it waits is told")
    void startsFollowEachOther() {
        LoopHarness fleet = applied(CHAIN);
        assertThat(fleet.processes.history).containsExactly("spawn db.1#1");
        assertThat(fleet.worker(API).reason()).isEqualTo("waits for cache to be ready");
        assertThat(fleet.worker("cache.1").reason()).isEqualTo("waits for db to be ready");

        fleet.allReady();
        assertThat(fleet.processes.history).containsExactly("spawn db.1#1", "spawn cache.1#1", "spawn api.1#1");
        assertThat(fleet.worker(API).reason()).isEqualTo("started");
    }

    @Test
    void startedIsEnoughWhereStartedWasAskedFor() {
        LoopHarness fleet =
                applied(Specs.fleet(Specs.service("db"), Specs.service("api").after("db", Condition.STARTED)));
        assertThat(fleet.phases()).containsExactly("api.1 STARTING", "db.1 STARTING");
        assertThat(fleet.processes.history).containsExactly("spawn db.1#1", "spawn api.1#1");
    }

    @Test
    void completedMeansThatAllWorkersDidWhatTheyWereFor() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("init").when(When.NEVER).workers(2).readyWhenSpawned(),
                Specs.service("api").after("init", Condition.COMPLETED)));
        assertThat(fleet.worker(API).reason()).isEqualTo("waits for init to complete");
        fleet.exit(new WorkerId("init", 1), ExitStatus.exited(0));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.STOPPED);
        fleet.exit(new WorkerId("init", 2), ExitStatus.exited(0));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void serviceThatHasCompletedIsAsGoodAsReady() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("init").when(When.NEVER).readyWhenSpawned(),
                Specs.service("other"),
                Specs.service("api").after("init", "other")));
        fleet.exit(new WorkerId("init", 1), ExitStatus.exited(0));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.STOPPED);
        fleet.allReady();
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.READY);
    }

    @Test
    void everyFirstStartIsWaitedForButNoWorkerInTroubleWhileAnotherIsReady() {
        LoopHarness fleet = applied(
                Specs.fleet(Specs.service("db").workers(2), Specs.service("api").after("db")));
        fleet.processes.ready(DB);
        fleet.settle();
        assertThat(fleet.worker(API).reason()).isEqualTo("waits for db to be ready");
        fleet.exit(new WorkerId("db", 2), ExitStatus.exited(1));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    @DisplayName(
            "S61 a dependency that is not ready in time is started again by its policy; who waits says what for, and starts at last")
    void lateDependencyIsWaitedFor() {
        LoopHarness fleet = applied(CHAIN);
        fleet.processes.obeyTerm();
        fleet.pass(Duration.ofSeconds(60));
        assertThat(fleet.worker("cache.1").reason())
                .isEqualTo("waits for db to be ready; db.1 is BACKOFF: not ready within 1m; restart 1 in 100ms");
        assertThat(fleet.worker(API).reason())
                .isEqualTo("waits for cache to be ready; cache waits for db to be ready; db.1 is BACKOFF:"
                        + " not ready within 1m; restart 1 in 100ms");
        fleet.pass(Duration.ofMillis(100));
        fleet.allReady();
        assertThat(fleet.phases()).containsExactly("api.1 READY", "cache.1 READY", "db.1 READY");
    }

    @Test
    @DisplayName("S61 a dependency that is never ready fails those that wait for it, with its reason")
    void failedDependencyFailsItsDependants() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("api").after("cache"),
                Specs.service("cache").after("db"),
                Specs.service("db").limit(1, Duration.ofMinutes(5), Then.FAIL)));
        fleet.processes.obeyTerm();
        fleet.pass(Duration.ofSeconds(60));
        fleet.pass(Duration.ofMillis(100));
        fleet.pass(Duration.ofSeconds(60));
        assertThat(fleet.phases()).containsExactly("api.1 FAILED", "cache.1 FAILED", "db.1 FAILED");
        String why =
                "waits for db to be ready; db.1 failed: not ready within 1m; gave up (more than 1 restarts within 5m)";
        assertThat(fleet.worker("cache.1").reason()).isEqualTo(why);
        assertThat(fleet.worker(API).reason()).isEqualTo("waits for cache to be ready; cache " + why);
        assertThat(fleet.processes.starts).doesNotContainKey(API);

        fleet.send(new Command.Start(List.of(DB)));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "cache.1 STOPPED", "db.1 STARTING");
        fleet.allReady();
        assertThat(fleet.phases()).containsExactly("api.1 READY", "cache.1 READY", "db.1 READY");
    }

    @Test
    void oneThatIsStartedByHandAfterAFailedOneFailsAgainWithTheReason() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("db").when(When.NEVER), Specs.service("api").after("db")));
        fleet.exit(DB, ExitStatus.exited(3));
        fleet.send(new Command.Start(List.of(API)));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.FAILED);
        assertThat(fleet.worker(API).reason())
                .isEqualTo(
                        "waits for db to be ready; db.1 failed: exit 3 before it was ready; not restarted (restart never)");
        fleet.send(new Command.Stop(List.of(API)));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.STOPPED);
        fleet.send(new Command.Start(List.of(DB)));
        fleet.allReady();
        assertThat(fleet.processes.starts).doesNotContainKey(API);
    }

    @Test
    void oneThatSomebodyStoppedIsWaitedFor() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("db").notStarted(), Specs.service("api").after("db")));
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.STOPPED);
        assertThat(fleet.worker(API).reason()).isEqualTo("waits for db to be ready; db.1 is stopped (not started)");
        fleet.send(new Command.Start(List.of(DB)));
        fleet.allReady();
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aCrashedWorkerWaitsForWhatItComesAfterBeforeItStartsAgain() {
        LoopHarness fleet = LoopHarness.running(
                Specs.fleet(Specs.service("db"), Specs.service("api").after("db")));
        fleet.processes.obeyTerm();
        fleet.pass(Duration.ofMinutes(1));
        fleet.send(new Command.Stop(List.of(DB)));
        fleet.exit(API, ExitStatus.signalled(11));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "db.1 STOPPED");
        assertThat(fleet.worker(API).reason())
                .isEqualTo("waits for db to be ready; db.1 is stopped (stopped on request (exit 143))");
        assertThat(fleet.worker(API).restarts()).isEqualTo(1);
        fleet.send(new Command.Start(List.of(DB)));
        fleet.allReady();
        assertThat(fleet.worker(API).phase()).isEqualTo(Phase.READY);
        assertThat(fleet.worker(API).reason()).isEqualTo("killed by SIGSEGV");
    }

    @Test
    void whileADependencyIsReadyACrashedWorkerIsReplacedInTheSameTurn() {
        LoopHarness fleet = LoopHarness.running(
                Specs.fleet(Specs.service("db"), Specs.service("api").after("db")));
        fleet.pass(Duration.ofMinutes(1));
        fleet.processes.exit(API, ExitStatus.signalled(9));
        fleet.loop.runOnce();
        assertThat(fleet.processes.starts).containsEntry(API, 2);
    }

    @Test
    void waitingCanBeGivenUpByAStop() {
        LoopHarness fleet = applied(CHAIN);
        fleet.send(new Command.Stop(List.of(API)));
        fleet.allReady();
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "cache.1 READY", "db.1 READY");
        assertThat(fleet.worker(API).reason()).isEqualTo("stopped on request");
    }

    @Test
    @DisplayName("S47 a shutdown that comes while a restart hangs in its start, and others wait for it")
    void shutdownWhileARestartHangs() {
        LoopHarness fleet = LoopHarness.running(CHAIN);
        fleet.processes.obeyTerm();
        fleet.send(new Command.Restart(List.of(DB, new WorkerId("cache", 1), API)));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "cache.1 STOPPED", "db.1 STARTING");

        fleet.send(new Command.Shutdown(false));

        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.processes.running).isEmpty();
        assertThat(fleet.processes.starts).containsEntry(DB, 2).containsEntry(API, 1);
    }

    /** A few start in a turn, so that a request need not wait for a thousand of them. */
    @Test
    void whoHasNotStartedYetWhenADependencyDiesWaitsAgain() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("db"), Specs.service("api").after("db").workers(20)));
        fleet.processes.ready(DB);
        fleet.loop.runOnce();
        int begun = fleet.processes.starts.size();
        assertThat(begun).isBetween(2, 20);
        fleet.processes.exit(DB, ExitStatus.exited(1));
        fleet.settle();
        assertThat(fleet.processes.starts).hasSize(begun);
        assertThat(fleet.worker("api.20").reason()).startsWith("waits for db to be ready; db.1 is BACKOFF");
        fleet.pass(Duration.ofSeconds(1));
        fleet.allReady();
        assertThat(fleet.processes.starts).hasSize(21);
    }

    @Test
    void earlyPriorityOfADependantMakesItsDependencyEarly() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("db").priority(100),
                Specs.service("api").priority(0).after("db"),
                Specs.service("web").priority(50)));
        fleet.allReady();
        assertThat(fleet.processes.history).containsExactly("spawn db.1#1", "spawn api.1#1", "spawn web.1#1");
    }

    @Test
    void laterPriorityDoesNotHangOnOneThatWaitsForAWorkerInTrouble() {
        LoopHarness fleet = applied(Specs.fleet(
                Specs.service("db").priority(0),
                Specs.service("api").priority(0).after("db"),
                Specs.service("web").priority(50)));
        fleet.exit(DB, ExitStatus.exited(1));
        assertThat(fleet.phases()).containsExactly("api.1 STOPPED", "db.1 BACKOFF", "web.1 STARTING");
    }

    @Test
    @DisplayName("S38 a shutdown ends whoever comes after others first, of the same priority too")
    void shutdownIsTheReverseOfTheStart() {
        LoopHarness fleet = LoopHarness.running(CHAIN);
        fleet.processes.history.clear();
        fleet.send(new Command.Shutdown(false));
        assertThat(fleet.processes.history).containsExactly("TERM api.1#1", "CONT api.1#1");
        fleet.exit(API, ExitStatus.exited(0));
        assertThat(fleet.processes.history).hasSize(4).endsWith("TERM cache.1#1", "CONT cache.1#1");
        fleet.exit(new WorkerId("cache", 1), ExitStatus.exited(0));
        assertThat(fleet.processes.history).hasSize(6).endsWith("TERM db.1#1", "CONT db.1#1");
        fleet.exit(DB, ExitStatus.exited(0));
        assertThat(fleet.loop.finished()).isDone();
    }

    @Test
    @DisplayName(
            "S57 what a service comes after is changed without touching a process, and holds at once for who waits")
    void changedTiesAreLive() {
        LoopHarness fleet =
                applied(Specs.fleet(Specs.service("db"), Specs.service("api").after("db")));
        fleet.send(new Command.Apply(Specs.fleet(Specs.service("db"), Specs.service("api"))));
        assertThat(fleet.phases()).containsExactly("api.1 STARTING", "db.1 STARTING");
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.service("db"), Specs.service("api").after("db"))));
        assertThat(fleet.processes.history).containsExactly("spawn db.1#1", "spawn api.1#1");
    }

    private static LoopHarness applied(FleetSpec spec) {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(spec));
        return fleet;
    }
}
