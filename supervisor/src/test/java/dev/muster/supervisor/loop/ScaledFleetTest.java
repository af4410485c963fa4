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
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Inheritance.Orphan;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ScaleOn;
import dev.muster.supervisor.spec.ScalePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scaled service among readings, crashes, commands, applies and dying masters, in a random order; the seed tells which. */
final class ScaledFleetTest {

    private static final int STEPS = 400;

    private SplittableRandom random = new SplittableRandom(0);
    private LoopHarness fleet = new LoopHarness();
    private FleetSpec spec = Specs.fleet();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theNumberStaysWithinItsBoundsAndOnlyIdleOnesGo(long seed) {
        random = new SplittableRandom(seed);
        spec = anySpec();
        fleet = LoopHarness.running(spec);
        for (int step = 0; step < STEPS; step++) {
            step();
            check();
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            read();
        } else if (dice < 70) {
            fleet.pass(Duration.ofMillis(random.nextInt(4_000)));
        } else if (dice < 80) {
            some(fleet.processes.ids()).forEach(fleet.processes::ready);
            fleet.settle();
        } else if (dice < 86) {
            some(fleet.processes.ids()).forEach(id -> fleet.exit(id, ExitStatus.exited(random.nextInt(2))));
        } else if (dice < 90) {
            fleet.send(random.nextBoolean() ? new Command.Stop(some(ids())) : new Command.Start(some(ids())));
        } else if (dice < 94) {
            String to = random.nextBoolean() ? "auto" : String.valueOf(random.nextInt(9));
            fleet.send(new Command.Scale("printer", Scaling.parse(to).orElseThrow()));
        } else if (dice < 97) {
            spec = anySpec();
            fleet.send(new Command.Apply(spec, random.nextBoolean()));
        } else {
            masterDies();
        }
    }

    /** Whoever is taken away by a reading had nothing in hand. */
    private void read() {
        Map<Integer, Worker> before = present().stream()
                .collect(Collectors.toMap(worker -> worker.id().slot(), worker -> worker));
        Set<Integer> idle = new TreeSet<>();
        before.keySet().stream().filter(slot -> random.nextInt(3) > 0).forEach(idle::add);
        boolean quiet = random.nextInt(4) > 0;
        long ready = quiet ? 0 : random.nextInt(900);
        Room room = random.nextInt(3) > 0 ? Room.ENOUGH : new Room(random.nextInt(3), "memory");
        Load load = random.nextInt(10) > 0
                ? new Load(fleet.now(), new Waiting(ready, Duration.ofSeconds(ready / 100), 0), idle, room, true, "")
                : Load.unknown(fleet.now(), "no disk");
        fleet.mailbox.post(new Reading(Map.of("printer", load)));
        fleet.settle();
        SortedSet<Integer> after = slots();
        assertThat(after.size() - before.size()).isLessThanOrEqualTo(room.more());
        before.forEach((slot, worker) -> {
            boolean free = idle.contains(slot) || worker.phase() != Phase.READY;
            assertThat(after.contains(slot) || free)
                    .as("%s was taken away", worker)
                    .isTrue();
        });
    }

    private void masterDies() {
        Desired desired = fleet.publisher.current().desired();
        LoopHarness next = new LoopHarness();
        List<Orphan> orphans = new ArrayList<>();
        Map<WorkerId, Integer> lives = new HashMap<>();
        for (Worker worker : fleet.publisher.current().workers()) {
            ServiceSpec service = spec.service("printer").orElseThrow();
            if (fleet.processes.ids().contains(worker.id())
                    && !worker.surplus()
                    && worker.pid().isPresent()) {
                int pid = worker.pid().getAsInt();
                next.processes.survived(worker.id(), worker.incarnation(), pid, service);
                orphans.add(new Orphan(
                        worker.id(),
                        service,
                        new WorkerEvent.Adopted(
                                worker.incarnation(),
                                pid,
                                LoopHarness.START,
                                Bequest.plain(worker.phase() == Phase.READY))));
            } else {
                lives.put(worker.id(), worker.incarnation());
            }
        }
        next.mailbox.post(new Inheritance(orphans, lives, desired));
        next.send(new Command.Apply(spec));
        fleet = next;
        boolean byHand = desired.scaled().containsKey("printer");
        long most = spec.service("printer").orElseThrow().mostWorkers();
        assertThat(byHand || slots().size() >= Math.min(orphans.size(), most)).isTrue();
    }

    private void check() {
        FleetSnapshot now = fleet.publisher.current();
        ServiceSpec service = now.spec().service("printer").orElseThrow();
        ScalePolicy policy = service.scale().orElseThrow();
        assertThat(fleet.faults).isEmpty();
        assertThat(slots()).isEqualTo(service.staff().slots());
        assertThat(slots().size()).isBetween(policy.min(), policy.max());
        boolean byHand = now.desired().scaled().containsKey("printer");
        assertThat(now.scaling().containsKey("printer")).isEqualTo(!byHand);
        if (byHand) {
            assertThat(now.desired().scaled().values())
                    .extracting(Desired.Scaled::workers)
                    .containsExactly(slots().size());
        }
    }

    private List<Worker> present() {
        return fleet.publisher.current().workers().stream()
                .filter(worker -> !worker.surplus())
                .toList();
    }

    private List<WorkerId> ids() {
        return present().stream().map(Worker::id).toList();
    }

    private SortedSet<Integer> slots() {
        return ids().stream().map(WorkerId::slot).collect(Collectors.toCollection(TreeSet::new));
    }

    private List<WorkerId> some(List<WorkerId> ids) {
        return ids.stream().filter(id -> random.nextInt(4) == 0).toList();
    }

    private FleetSpec anySpec() {
        int min = random.nextInt(3);
        ScaleOn on = new ScaleOn(List.of("in"), Duration.ofSeconds(5), 100, Duration.ofSeconds(3));
        return Specs.fleet(Specs.printer().scaled(new ScalePolicy(min, min + 1 + random.nextInt(6), on)));
    }
}
