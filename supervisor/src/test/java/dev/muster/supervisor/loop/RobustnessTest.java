package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the loop must shrug off. */
class RobustnessTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);

    @Test
    @DisplayName("S81 a wall clock that jumps by an hour changes no state and hastens no restart")
    void wallClockThatJumpsChangesNothing() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.exit(ONE, ExitStatus.exited(1));
        List<String> before = fleet.phases();
        assertThat(before).containsExactly("printer.1 BACKOFF", "printer.2 READY");
        Instant due = fleet.worker(ONE).deadline().orElseThrow();
        for (Duration jump : List.of(Duration.ofHours(-1), Duration.ofHours(1), Duration.ofDays(400))) {
            fleet.setWall(LoopHarness.START.plus(jump));
            assertThat(fleet.phases()).isEqualTo(before);
            assertThat(fleet.worker(ONE).deadline()).hasValue(due);
        }
        fleet.pass(Duration.ofMillis(100));
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    @DisplayName("S81 what people are shown follows the wall clock all the same")
    void snapshotTellsWallTime() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.pass(Duration.ofSeconds(30));
        fleet.setWall(LoopHarness.START.plus(Duration.ofHours(1)));
        fleet.exit(ONE, ExitStatus.exited(1));
        FleetSnapshot snapshot = fleet.publisher.current();
        assertThat(snapshot.wallTime(snapshot.at())).isEqualTo(LoopHarness.START.plus(Duration.ofHours(1)));
        Instant started = fleet.worker("printer.2").startedAt().orElseThrow();
        assertThat(snapshot.wallTime(started))
                .isEqualTo(LoopHarness.START.plus(Duration.ofHours(1)).minusSeconds(30));
    }

    @Test
    @DisplayName("a thousand workers that start slowly are not taken for late, though each is ready at once")
    void crowdThatStartsSlowlyIsNotLate() {
        LoopHarness fleet = new LoopHarness();
        fleet.spawnsTake(Duration.ofMillis(100));
        fleet.send(new Command.Apply(
                Specs.fleet(Specs.printer().workers(1000).ready(StartPolicy.Ready.SPAWNED, Duration.ofSeconds(30)))));
        assertThat(fleet.transitions)
                .filteredOn(line -> line.contains("not ready"))
                .isEmpty();
        assertThat(fleet.phases()).hasSize(1000).allMatch(line -> line.endsWith("READY"));
    }

    @Test
    void newsThatNeverEndsKeepsNobodyFromStarting() {
        LoopHarness fleet = new LoopHarness();
        fleet.mailbox.post(new Command.Apply(Specs.fleet(Specs.printer().workers(8))));
        for (int turn = 0; turn < 200; turn++) {
            fleet.processes
                    .running
                    .keySet()
                    .forEach(id -> fleet.mailbox.post(new FromProcess(id, new WorkerEvent.Ready(7))));
            fleet.mailbox.post(new FromProcess(ONE, new WorkerEvent.Ready(7)));
            fleet.loop.runOnce();
        }
        assertThat(fleet.processes.running).hasSize(8);
    }

    @Test
    @DisplayName("S24 a spawn that throws is a failed start with its message, and the others live on")
    void spawnThatThrowsIsAFailedStart() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.processes.failSpawnsWith(new IllegalStateException("no more pids"));
        fleet.pass(Duration.ofSeconds(11));
        fleet.exit(ONE, ExitStatus.exited(1));
        assertThat(fleet.phases()).containsExactly("printer.1 BACKOFF", "printer.2 READY");
        assertThat(fleet.worker(ONE).reason()).contains("no more pids");
        assertThat(fleet.faults).hasSize(1);

        fleet.processes.failSpawnsWith(null);
        fleet.pass(Duration.ofSeconds(1));
        fleet.allReady();
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.READY);
    }

    @Test
    @DisplayName("S84 a listener that throws is reported, and the other listeners hear of it all the same")
    void listenerThatThrowsIsReported() {
        LoopHarness fleet = new LoopHarness();
        List<Long> heard = new ArrayList<>();
        fleet.publisher.addListener(snapshot -> {
            throw new IllegalStateException("listener");
        });
        Runnable end = fleet.publisher.addListener(snapshot -> heard.add(snapshot.version()));
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer())));
        assertThat(heard).isNotEmpty().isSorted().doesNotHaveDuplicates();
        assertThat(fleet.faults).hasSameSizeAs(heard);

        end.run();
        int before = heard.size();
        fleet.allReady();
        assertThat(heard).hasSize(before);
    }

    @Test
    @DisplayName("S84 a journal that always throws hinders nothing")
    void journalThatThrowsHindersNothing() {
        Mailbox mailbox = new Mailbox();
        FakeProcesses processes = new FakeProcesses(mailbox);
        Journal broken = new Journal() {
            @Override
            public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
                throw new IllegalStateException("no space left on device");
            }

            @Override
            public void fault(Object what, Throwable fault) {
                throw new IllegalStateException("no space left on device");
            }
        };
        SupervisorLoop loop = new SupervisorLoop(
                mailbox, new SnapshotPublisher(), Surroundings.live(processes, broken, Succession.NONE));
        mailbox.post(new Command.Apply(Specs.fleet(Specs.printer())));
        while (loop.runOnce()) {
            assertThat(loop.finished()).isNotDone();
        }
        assertThat(processes.running).containsKey(ONE);
        mailbox.post(new Command.Shutdown(true));
        while (loop.runOnce()) {
            // until there is nothing more to do
        }
        assertThat(loop.finished()).isDone();
    }

    @Test
    void eventThatCannotBeHandledIsReportedOnceAndTheLoopGoesOn() {
        Specs broken = Specs.printer().stop("NOSUCH", Duration.ofSeconds(1));
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(Specs.fleet(broken, Specs.service("sound"))));
        fleet.pass(Duration.ofSeconds(60));
        assertThat(fleet.faults).hasSize(1);
        assertThat(fleet.phases()).containsExactly("printer.1 STARTING", "sound.1 STOPPING");

        CommandReply reply = fleet.send(new Command.Stop(List.of(ONE)));
        assertThat(reply.accepted()).isFalse();
        assertThat(reply.message()).contains("no such signal: NOSUCH");
        fleet.allReady();
        assertThat(fleet.worker(ONE).phase()).isEqualTo(Phase.READY);
    }

    @Test
    void newsOfAWorkerThatDoesNotExistIsNobodysBusiness() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        fleet.mailbox.post(
                new FromProcess(new WorkerId("stranger", 1), new WorkerEvent.Exited(1, ExitStatus.signalled(9), true)));
        fleet.settle();
        assertThat(fleet.phases()).containsExactly("printer.1 READY");
        assertThat(fleet.faults).isEmpty();
    }

    @Test
    @DisplayName("S30 a hundred workers that die together all come back, each in its slot")
    void simultaneousDeathOfAHundred() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(100)));
        fleet.pass(Duration.ofSeconds(11));
        fleet.processes.ids().forEach(id -> fleet.processes.exit(id, ExitStatus.signalled(9)));
        assertThat(fleet.processes.running).isEmpty();
        fleet.allReady();
        assertThat(fleet.processes.running).hasSize(100);
        assertThat(fleet.processes.starts.values()).allMatch(starts -> starts == 2);
        assertThat(fleet.faults).as("two lives of a slot would be a fault").isEmpty();
    }

    @Test
    @DisplayName("S29 a request waits for no more than the news that were there before it")
    void crashLoopsDoNotDelayARequest() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().workers(50))));
        for (int round = 0; round < 20; round++) {
            fleet.processes.ids().forEach(id -> fleet.processes.exit(id, ExitStatus.exited(1)));
            Command.Start request = new Command.Start(List.of(ONE));
            fleet.mailbox.post(request);
            int turns = 0;
            while (!request.reply().isDone()) {
                fleet.loop.runOnce();
                turns++;
            }
            assertThat(turns).isLessThanOrEqualTo(51);
            fleet.pass(Duration.ofSeconds(30));
        }
    }

    @Test
    @DisplayName("S60 a thousand workers start and stop; a request that comes meanwhile does not wait for all of them")
    void thousandWorkersStartAndStop() {
        LoopHarness fleet = new LoopHarness();
        fleet.processes.obeyTerm();
        fleet.mailbox.post(
                new Command.Apply(Specs.fleet(Specs.printer().workers(1000).readyWhenSpawned())));
        fleet.loop.runOnce();
        assertThat(fleet.processes.running).hasSizeLessThan(10);
        fleet.settle();
        assertThat(fleet.phases()).hasSize(1000).allMatch(phase -> phase.endsWith("READY"));

        fleet.send(new Command.Stop(fleet.processes.ids()));
        assertThat(fleet.phases()).hasSize(1000).allMatch(phase -> phase.endsWith("STOPPED"));
        assertThat(fleet.processes.running).isEmpty();
    }
}
