package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The end of a fleet, from every state it can be in. */
class ShutdownTest {

    private static final Command.Shutdown PATIENT = new Command.Shutdown(false);

    @Test
    @DisplayName("S38 stopped in the reverse order of priority, the next only when the former are gone")
    void reverseOrderOfPriority() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(
                Specs.service("a").priority(0),
                Specs.service("c").priority(10),
                Specs.service("d").priority(10),
                Specs.service("b").priority(20)));
        fleet.processes.history.clear();

        fleet.send(PATIENT);
        assertThat(signals(fleet)).containsExactly("TERM b.1#1");
        fleet.exit(new WorkerId("b", 1), ExitStatus.exited(0));
        assertThat(signals(fleet)).containsExactly("TERM b.1#1", "TERM d.1#1", "TERM c.1#1");
        fleet.exit(new WorkerId("c", 1), ExitStatus.exited(0));
        assertThat(signals(fleet)).hasSize(3);
        fleet.exit(new WorkerId("d", 1), ExitStatus.exited(0));
        assertThat(signals(fleet)).endsWith("TERM a.1#1");
        assertThat(fleet.loop.finished()).isNotDone();
        fleet.exit(new WorkerId("a", 1), ExitStatus.exited(0));
        assertThat(fleet.loop.finished()).isDone();
    }

    @Test
    @DisplayName("S10 a crash-looping fleet ends at once")
    void crashLoopingFleetEndsAtOnce() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().workers(3))));
        fleet.processes.ids().forEach(id -> fleet.exit(id, ExitStatus.exited(1)));
        assertThat(fleet.phases()).allMatch(phase -> phase.endsWith("BACKOFF"));

        fleet.send(PATIENT);

        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.phases()).allMatch(phase -> phase.endsWith("STOPPED"));
    }

    @Test
    @DisplayName("S14 S39 a shutdown that arrives after any turn of a start of ten leaves nothing behind")
    void shutdownDuringTheStartLeavesNothing() {
        for (int turns = 0; turns < 40; turns++) {
            LoopHarness fleet = new LoopHarness();
            fleet.processes.obeyTerm();
            fleet.mailbox.post(new Command.Apply(Specs.fleet(
                    Specs.printer().workers(10).priority(0),
                    Specs.service("late").priority(1))));
            for (int turn = 0; turn < turns; turn++) {
                fleet.loop.runOnce();
            }
            Command.Shutdown shutdown = new Command.Shutdown(false);
            CompletableFuture<Integer> started = shutdown.reply().thenApply(reply -> fleet.processes.starts.size());
            fleet.send(shutdown);
            fleet.pass(Duration.ofSeconds(30));
            assertThat(fleet.loop.finished()).as("after %s turns", turns).isDone();
            assertThat(fleet.processes.running).isEmpty();
            assertThat(fleet.processes.starts).as("nothing was started later").hasSize(started.join());
            assertThat(fleet.faults).isEmpty();
        }
    }

    @Test
    @DisplayName("S39 a shutdown in the middle of a restart of everything leaves nothing behind")
    void shutdownDuringARestartOfAll() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(4)));
        fleet.send(new Command.Restart(fleet.processes.ids()));
        fleet.exit(new WorkerId("printer", 1), ExitStatus.exited(143));
        assertThat(fleet.phases()).contains("printer.1 STARTING", "printer.2 STOPPING");

        fleet.send(PATIENT);
        fleet.processes.ids().forEach(id -> fleet.exit(id, ExitStatus.exited(143)));

        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.processes.starts).containsEntry(new WorkerId("printer", 2), 1);
    }

    @Test
    @DisplayName("S35 a second shutdown kills what is left, of every priority")
    void secondShutdownKills() {
        LoopHarness fleet = LoopHarness.running(
                Specs.fleet(Specs.printer().workers(2), Specs.service("other").priority(5)));
        fleet.send(new Command.Shutdown(false));
        assertThat(fleet.loop.finished()).isNotDone();

        CommandReply reply = fleet.send(new Command.Shutdown(false));

        assertThat(reply.decisions()).hasSize(3).allMatch(decision -> decision.message()
                .equals("killing"));
        assertThat(fleet.loop.finished()).isDone();
        assertThat(fleet.processes.running).isEmpty();
    }

    @Test
    @DisplayName("S07 an instant shutdown asks nobody")
    void instantShutdownSendsNothingButKill() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer().workers(2)));
        fleet.processes.history.clear();
        fleet.send(new Command.Shutdown(true));
        assertThat(fleet.processes.history).containsExactly("KILL printer.1#1", "KILL printer.2#1");
        assertThat(fleet.loop.finished()).isDone();
    }

    @Test
    void workerThatCrashesWhileItWaitsForItsTurnToStopIsNotStartedAgain() {
        LoopHarness fleet = LoopHarness.running(
                Specs.fleet(Specs.printer(), Specs.service("later").priority(5)));
        fleet.pass(Duration.ofMinutes(1));
        fleet.send(new Command.Shutdown(false));
        fleet.exit(new WorkerId("printer", 1), ExitStatus.signalled(11));
        assertThat(fleet.worker("printer.1").phase()).isEqualTo(Phase.STOPPED);
        assertThat(fleet.worker("later.1").phase()).isEqualTo(Phase.STOPPING);
        fleet.exit(new WorkerId("later", 1), ExitStatus.exited(0));
        assertThat(fleet.loop.finished()).isDone();
    }

    @Test
    void requestsThatWouldBringSomethingUpAreRefusedWhileTheFleetEnds() {
        LoopHarness fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        fleet.send(new Command.Shutdown(false));
        List<WorkerId> ids = List.of(new WorkerId("printer", 1));
        for (Command command : List.of(
                new Command.Start(ids),
                new Command.Restart(ids),
                new Command.Scale("printer", new Scaling(true, 1)),
                new Command.Apply(Specs.fleet(Specs.printer().workers(2))))) {
            CommandReply reply = fleet.send(command);
            assertThat(reply.accepted()).isFalse();
            assertThat(reply.message()).isEqualTo("the fleet is shutting down");
        }
        assertThat(fleet.publisher.current().stopping()).isTrue();
    }

    @Test
    void requestAfterTheEndIsRefusedAtOnce() {
        LoopHarness fleet = new LoopHarness();
        fleet.send(new Command.Shutdown(false));
        Command.Stop late = new Command.Stop(List.of(new WorkerId("printer", 1)));
        fleet.mailbox.post(late);
        assertThat(LoopHarness.reply(late.reply()).message()).isEqualTo("the fleet has been shut down");
    }

    private static List<String> signals(LoopHarness fleet) {
        return fleet.processes.history.stream()
                .filter(line -> line.startsWith("TERM"))
                .toList();
    }
}
