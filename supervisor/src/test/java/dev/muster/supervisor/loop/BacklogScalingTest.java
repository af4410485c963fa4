package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Load;
import dev.muster.supervisor.core.Load.Room;
import dev.muster.supervisor.core.Load.Waiting;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Inheritance.Orphan;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ScaleOn;
import dev.muster.supervisor.spec.ScalePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A service with 1 to 8 printers, as many as its backlog needs, through commands, applies and masters. */
final class BacklogScalingTest {

    private static final Duration COOLDOWN = Duration.ofSeconds(30);
    private static final Set<Integer> NOBODY = Set.of();

    private LoopHarness fleet = running();

    private static FleetSpec spec(int min, int max) {
        ScaleOn on = new ScaleOn(List.of("in"), Duration.ofSeconds(5), 100, COOLDOWN);
        return Specs.fleet(Specs.printer().scaled(new ScalePolicy(min, max, on)));
    }

    private static LoopHarness running() {
        LoopHarness running = LoopHarness.running(spec(1, 8));
        running.processes.obeyTerm();
        return running;
    }

    private void read(long ready, Set<Integer> idle) {
        read(new Load(fleet.now(), new Waiting(ready, Duration.ZERO, 0), idle, Room.ENOUGH, true, ""));
    }

    private void read(Load load) {
        fleet.mailbox.post(new Reading(Map.of("printer", load)));
        fleet.settle();
    }

    /** Long enough for fewer. */
    private void quiet(Set<Integer> idle) {
        for (int second = 0; second <= COOLDOWN.toSeconds(); second++) {
            read(0, idle);
            fleet.pass(Duration.ofSeconds(1));
        }
    }

    private List<String> slots() {
        fleet.allReady();
        return fleet.publisher.current().workers().stream()
                .map(worker -> worker.id().slot() + " " + worker.phase())
                .toList();
    }

    private String note() {
        return Objects.requireNonNull(fleet.publisher.current().scaling().get("printer"))
                .note();
    }

    private ServiceSpec inForce() {
        return fleet.publisher.current().spec().service("printer").orElseThrow();
    }

    private CommandReply scale(String to) {
        return fleet.send(new Command.Scale("printer", Scaling.parse(to).orElseThrow()));
    }

    @Test
    void aBacklogBringsAsManyAsItNeedsAtOnce() {
        read(350, NOBODY);
        assertThat(slots()).containsExactly("1 READY", "2 READY", "3 READY", "4 READY");
        assertThat(fleet.scalings).containsExactly("printer 1->4: 350 jobs wait for 1 worker, more than 100 for each");
        assertThat(inForce().workers()).isEqualTo(4);
    }

    @Test
    void thoseThatAreComingAreNotCalledTwice() {
        read(350, NOBODY);
        read(350, NOBODY);
        read(390, NOBODY);
        assertThat(fleet.scalings).hasSize(1);
        assertThat(fleet.publisher.current().workers()).hasSize(4);
    }

    @Test
    @DisplayName(
            "idle workers go, from the highest slot on; whoever has a job in hand stays, and nobody takes its place")
    void idleWorkersGo() {
        read(400, NOBODY);
        slots();
        int life = fleet.worker("printer.4").incarnation();
        quiet(Set.of(1, 2, 3));
        assertThat(slots()).containsExactly("1 READY", "4 READY");
        assertThat(fleet.worker("printer.4").incarnation()).isEqualTo(life);
        assertThat(inForce().staff().slots()).containsExactly(1, 4);

        read(250, NOBODY);
        assertThat(slots()).containsExactly("1 READY", "2 READY", "4 READY");
    }

    @Test
    void whoIsSentAwayIsAskedToStopAndHasItsGracePeriod() {
        fleet.processes.disobeyTerm();
        read(200, NOBODY);
        slots();
        quiet(Set.of(1, 2));
        assertThat(fleet.worker("printer.2").phase()).isEqualTo(Phase.STOPPING);
        assertThat(fleet.worker("printer.2").reason()).isEqualTo("scaled down");
        read(200, NOBODY);
        fleet.exit(new WorkerId("printer", 2), ExitStatus.exited(0));
        assertThat(slots()).containsExactly("1 READY", "2 READY");
    }

    @Test
    @DisplayName("a number by hand holds, also under the next master, until auto or a reset")
    void aNumberByHandHolds() {
        assertThat(scale("9").message()).isEqualTo("printer cannot have 9 workers, the configuration says 1 to 8");
        scale("3");
        assertThat(fleet.publisher.current().scaling()).isEmpty();
        read(800, NOBODY);
        assertThat(slots()).hasSize(3);
        fleet.send(new Command.Apply(spec(1, 8)));
        assertThat(slots()).hasSize(3);
        Desired desired = fleet.publisher.current().desired();
        assertThat(desired.scaled()).containsEntry("printer", new Desired.Scaled(3, 1, 8));

        scale("auto");
        assertThat(slots()).hasSize(3);
        read(800, NOBODY);
        assertThat(slots()).hasSize(8);

        scale("1");
        fleet.send(new Command.Apply(spec(1, 8), true));
        read(300, NOBODY);
        assertThat(slots()).hasSize(3);
    }

    @Test
    void onlyAServiceWithBoundsIsLeftToItsBacklog() {
        fleet = LoopHarness.running(Specs.fleet(Specs.printer()));
        assertThat(scale("auto").message()).startsWith("printer has a fixed number of workers");
    }

    @Test
    void anotherConfigurationKeepsTheNumberWithinItsBounds() {
        read(400, NOBODY);
        slots();
        List<Integer> before = List.copyOf(fleet.processes.starts.values());
        fleet.send(new Command.Apply(spec(1, 6)));
        assertThat(slots()).hasSize(4);
        assertThat(List.copyOf(fleet.processes.starts.values())).isEqualTo(before);
        fleet.send(new Command.Apply(spec(1, 3)));
        assertThat(slots()).containsExactly("1 READY", "2 READY", "3 READY");
        fleet.send(new Command.Apply(spec(5, 6)));
        assertThat(slots()).hasSize(5);
        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().workers(2))));
        assertThat(slots()).containsExactly("1 READY", "2 READY");
        assertThat(fleet.publisher.current().scaling()).isEmpty();
    }

    @Test
    @DisplayName("a new master goes on with the workers that it finds, not with the least")
    void aNewMasterGoesOnWithWhatItFinds() {
        LoopHarness next = new LoopHarness();
        ServiceSpec service = spec(1, 8).service("printer").orElseThrow();
        List<Orphan> orphans = List.of(1, 3, 4).stream()
                .map(slot -> new Orphan(
                        new WorkerId("printer", slot),
                        service,
                        new WorkerEvent.Adopted(7, 4000 + slot, LoopHarness.START, Bequest.plain(true))))
                .toList();
        orphans.forEach(orphan ->
                next.processes.survived(orphan.id(), 7, 4000 + orphan.id().slot(), service));
        next.mailbox.post(new Inheritance(orphans, Map.of(), Desired.NONE));
        next.send(new Command.Apply(spec(1, 8)));
        fleet = next;
        assertThat(slots()).containsExactly("1 READY", "3 READY", "4 READY");
        assertThat(next.processes.starts).isEmpty();
        read(400, NOBODY);
        assertThat(slots()).containsExactly("1 READY", "2 READY", "3 READY", "4 READY");
        assertThat(next.processes.starts).containsOnlyKeys(new WorkerId("printer", 2));
    }

    @Test
    void whoDoesNotStayUpBringsNoMore() {
        read(200, NOBODY);
        fleet.processes.ready(new WorkerId("printer", 1));
        fleet.exit(new WorkerId("printer", 2), ExitStatus.exited(1));
        read(800, NOBODY);
        assertThat(inForce().workers()).isEqualTo(2);
        assertThat(note()).startsWith("held at 2 of 8: slot 2 does not stay up; 800 jobs wait for 2 workers");
    }

    @Test
    void aPausedQueueIsNoReasonForMoreAndNoneForFewer() {
        read(200, NOBODY);
        slots();
        for (int second = 0; second < 60; second++) {
            read(new Load(
                    fleet.now(),
                    new Waiting(0, Duration.ZERO, 5000),
                    Set.of(1, 2),
                    Room.ENOUGH,
                    true,
                    "queue numbers is paused"));
            fleet.pass(Duration.ofSeconds(1));
        }
        assertThat(slots()).hasSize(2);
        assertThat(note()).isEqualTo("queue numbers is paused");
    }

    @Test
    void aServiceThatWasStoppedIsLeftAlone() {
        fleet.send(new Command.Stop(List.of(new WorkerId("printer", 1))));
        read(800, NOBODY);
        assertThat(fleet.scalings).isEmpty();
        assertThat(note()).isEqualTo("no decision: all its workers are stopped");
    }

    @Test
    void aStoppedWorkerIsNoneThatWorks() {
        read(200, NOBODY);
        slots();
        fleet.send(new Command.Stop(List.of(new WorkerId("printer", 2))));
        read(200, NOBODY);
        assertThat(slots()).containsExactly("1 READY", "2 STOPPED", "3 READY");
        quiet(Set.of(1, 3));
        assertThat(slots()).containsExactly("1 READY", "2 STOPPED");
    }

    @Test
    void whatStandsInTheWayIsSaid() {
        read(new Load(
                fleet.now(),
                new Waiting(800, Duration.ZERO, 0),
                NOBODY,
                new Room(2, "memory: 700 MiB are left"),
                true,
                ""));
        assertThat(slots()).hasSize(3);
        assertThat(fleet.scalings.get(0)).endsWith(" (8 would do: memory: 700 MiB are left)");
        Room none = new Room(0, "memory: 1 MiB is left");
        read(new Load(fleet.now(), new Waiting(800, Duration.ZERO, 0), NOBODY, none, true, ""));
        assertThat(note()).startsWith("held at 3 of 8: memory: 1 MiB is left; 800 jobs wait for 3 workers");
        read(Load.unknown(fleet.now(), "queue numbers cannot be read"));
        assertThat(note()).isEqualTo("no decision: queue numbers cannot be read");
        Load old = new Load(fleet.now(), new Waiting(800, Duration.ZERO, 0), NOBODY, Room.ENOUGH, true, "");
        fleet.pass(Duration.ofSeconds(6));
        read(old);
        assertThat(note()).isEqualTo("no decision: the last reading came 6s late");
        assertThat(slots()).hasSize(3);
    }

    @Test
    void withNoneAtLeastTheFirstJobBringsTheFirst() {
        fleet = LoopHarness.running(spec(0, 2));
        fleet.processes.obeyTerm();
        assertThat(slots()).isEmpty();
        read(1, NOBODY);
        assertThat(slots()).containsExactly("1 READY");
        quiet(Set.of(1));
        assertThat(slots()).isEmpty();
    }

    @Test
    void aFleetThatEndsIsNotScaled() {
        fleet.processes.disobeyTerm();
        fleet.send(new Command.Shutdown(false));
        read(800, NOBODY);
        assertThat(fleet.publisher.current().workers()).hasSize(1);
    }
}
