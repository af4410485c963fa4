package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.SlotChange.Kind;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a specification means for the slots that exist. */
class ReconcilerTest {

    private static final FleetSpec THREE = Specs.fleet(Specs.printer().workers(3));

    @Test
    @DisplayName("S48 the same specification again means nothing")
    void sameSpecificationMeansNothing() {
        FleetSpec equal = Specs.fleet(Specs.printer().workers(3));
        assertThat(Reconciler.plan(equal, ready(THREE))).isEmpty();
    }

    @Test
    @DisplayName("S49 each slot is added, updated, restarted or removed by itself")
    void eachSlotGetsWhatItNeeds() {
        FleetSpec before = Specs.fleet(Specs.service("a"), Specs.service("b"), Specs.service("c"), Specs.service("d"));
        FleetSpec after = Specs.fleet(
                Specs.service("a"),
                Specs.service("b").logFormat(LogPolicy.Format.JSON),
                Specs.service("c").command("other"),
                Specs.service("e"));
        assertThat(summary(after, ready(before))).containsExactly("d.1 REMOVE", "b.1 UPDATE", "c.1 RESTART", "e.1 ADD");
    }

    @Test
    @DisplayName("S50 scaled from three to one: slots 3 and 2 go, slot 1 is not mentioned")
    void highestSlotsGoFirst() {
        List<SlotChange> plan = Reconciler.plan(Specs.fleet(Specs.printer()), ready(THREE));
        assertThat(plan).extracting(change -> change.id().toString()).containsExactly("printer.3", "printer.2");
        assertThat(plan.get(0).events())
                .containsExactly(new WorkerEvent.Retire("scaled down"), new WorkerEvent.Stop("scaled down"));
    }

    @Test
    @DisplayName("S51 scaled up: the new slots only")
    void newSlotsDoNotConcernTheOthers() {
        assertThat(summary(Specs.fleet(Specs.printer().workers(5)), ready(THREE)))
                .containsExactly("printer.4 ADD", "printer.5 ADD");
    }

    @Test
    void workerThatIsBeingStoppedIsRetiredWithoutBeingKilled() {
        SortedMap<WorkerId, Worker> current = ready(Specs.fleet(Specs.printer()));
        current.replaceAll((id, worker) -> step(worker, new WorkerEvent.Stop("stopped on request")));
        List<SlotChange> plan = Reconciler.plan(Specs.fleet(), current);
        assertThat(plan.get(0).events()).containsExactly(new WorkerEvent.Retire("removed from the configuration"));
    }

    @Test
    void slotThatIsBeingRemovedMayStayWhenItIsWantedAgain() {
        SortedMap<WorkerId, Worker> current = ready(THREE);
        for (SlotChange change : Reconciler.plan(Specs.fleet(Specs.printer().workers(2)), current)) {
            change.events()
                    .forEach(event -> current.computeIfPresent(change.id(), (id, worker) -> step(worker, event)));
        }
        assertThat(slotThree(current).phase()).isEqualTo(Phase.STOPPING);

        List<SlotChange> plan = Reconciler.plan(THREE, current);
        assertThat(plan).extracting(change -> change.id() + " " + change.kind()).contains("printer.3 KEEP");
        for (SlotChange change : plan) {
            change.events()
                    .forEach(event -> current.computeIfPresent(change.id(), (id, worker) -> step(worker, event)));
        }
        Worker kept = step(slotThree(current), new WorkerEvent.Exited(1, ExitStatus.exited(143), true));
        assertThat(kept.phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void serviceWithoutAutostartGetsItsSlotsButIsNotStarted() {
        List<SlotChange> plan = Reconciler.plan(Specs.fleet(Specs.printer().notStarted()), new TreeMap<>());
        assertThat(plan).hasSize(1);
        assertThat(plan.get(0).events()).isEmpty();
    }

    @ParameterizedTest(name = "S54 scale {0} {1}: {2}")
    @CsvSource({
        "printer, 0,      'printer cannot have 0 workers, the least is 1; to have none running, stop it'",
        "printer, -3,     'printer cannot have 0 workers, the least is 1; to have none running, stop it'",
        "printer, -7,     'printer cannot have -4 workers, the least is 1; to have none running, stop it'",
        "printer, 10001,  'printer cannot have 10001 workers, the most is 10000'",
        "printer, +10000, 'printer cannot have 10003 workers, the most is 10000'",
        "painter, 2,      'there is no service painter (there is: printer)'",
    })
    void impossibleScalingsAreRefusedAndChangeNothing(String service, String scaling, String message) {
        Scaling.Result result = Scaling.parse(scaling).orElseThrow().on(THREE, service);
        assertThat(result.accepted()).isFalse();
        assertThat(result.refusal()).isEqualTo(message);
        assertThat(result.spec()).isSameAs(THREE);
    }

    @ParameterizedTest(name = "scale 3 workers by {0}: {1}")
    @CsvSource({"5, 5", "+2, 5", "-2, 1", "1, 1", "+0, 3"})
    void scalingIsAbsoluteOrRelative(String scaling, int workers) {
        Scaling.Result result = Scaling.parse(scaling).orElseThrow().on(THREE, "printer");
        assertThat(result.accepted()).isTrue();
        assertThat(result.spec()).isEqualTo(Specs.fleet(Specs.printer().workers(workers)));
    }

    @ParameterizedTest(name = "S54 \"{0}\" is no scaling")
    @CsvSource({"two", "++1", "1.5", "''", "-", "12345678901"})
    void nonsenseIsNoScaling(String text) {
        assertThat(Scaling.parse(text)).isEmpty();
    }

    private static List<String> summary(FleetSpec wanted, SortedMap<WorkerId, Worker> current) {
        return Reconciler.plan(wanted, current).stream()
                .map(change -> change.id() + " " + change.kind())
                .toList();
    }

    private static SortedMap<WorkerId, Worker> ready(FleetSpec spec) {
        SortedMap<WorkerId, Worker> workers = new TreeMap<>();
        for (SlotChange change : Reconciler.plan(spec, workers)) {
            assertThat(change.kind()).isEqualTo(Kind.ADD);
            Worker worker = Worker.fresh(change.id(), change.spec(), 0, Situations.NOW);
            for (WorkerEvent event : change.events()) {
                worker = step(worker, event);
            }
            worker = step(worker, new WorkerEvent.Proceed());
            worker = step(worker, new WorkerEvent.Spawned(1, 4711));
            workers.put(change.id(), step(worker, new WorkerEvent.Ready(1)));
        }
        return workers;
    }

    private static Worker slotThree(SortedMap<WorkerId, Worker> current) {
        return Objects.requireNonNull(current.get(new WorkerId("printer", 3)));
    }

    private static Worker step(Worker worker, WorkerEvent event) {
        return WorkerMachine.step(worker, event, Situations.NOW, 0.5).worker();
    }
}
