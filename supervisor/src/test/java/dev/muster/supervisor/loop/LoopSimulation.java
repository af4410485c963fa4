package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.LastExit;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Rollout.Outcome;
import dev.muster.supervisor.core.Runs;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Ties.Strategy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.SimulatedWorld;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole loop in the hostile world of the machine's simulation: mailbox, deadlines, order of start and stop, snapshots. */
final class LoopSimulation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<Strategy> STRATEGIES = List.of(Strategy.values());

    private final SplittableRandom random;
    private final SimulatedWorld world;
    private Mailbox mailbox = new Mailbox();
    private SnapshotPublisher publisher = new SnapshotPublisher();
    private SupervisorLoop loop;
    private final Map<WorkerId, Worker> told = new HashMap<>();
    private final EnumMap<Outcome, Integer> ends;
    private RollingOracle rolling;
    private final SchedulesOracle schedules;
    private final List<Command> asked = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private long now;
    private long lastVersion;

    private final int commandsOfHundred;

    /** @param ends counts how rollouts end */
    LoopSimulation(long seed, EnumMap<Outcome, Integer> ends) {
        this.ends = ends;
        random = new SplittableRandom(seed);
        commandsOfHundred = random.nextBoolean() ? 12 : 3;
        rolling = new RollingOracle(told, ends);
        world = new SimulatedWorld(random.split(), (id, event) -> mailbox.post(new FromProcess(id, event)));
        schedules = new SchedulesOracle(random.split());
        loop = newLoop();
    }

    private SupervisorLoop newLoop() {
        mailbox = new Mailbox();
        publisher = new SnapshotPublisher();
        lastVersion = 0;
        rolling = new RollingOracle(told, ends);
        publisher.addListener(snapshot -> {
            assertThat(snapshot.version()).isEqualTo(lastVersion + 1);
            lastVersion = snapshot.version();
        });
        return new SupervisorLoop(
                mailbox,
                publisher,
                new Surroundings(
                        processes(),
                        journal(),
                        this::instant,
                        this::instant,
                        random::nextDouble,
                        Succession.NONE,
                        schedules.calendar()));
    }

    /** The master is killed, and another one finds who lives still. */
    private void masterDies() {
        FleetSnapshot last = publisher.current();
        List<Inheritance.Orphan> orphans = new ArrayList<>();
        Map<WorkerId, Integer> lives = new HashMap<>();
        told.forEach((id, worker) -> {
            WorkerEvent news = leaves(worker);
            if (!(news instanceof WorkerEvent.Adopted)) {
                lives.put(id, worker.incarnation());
            }
            if (news != null) {
                orphans.add(new Inheritance.Orphan(id, worker.spec(), news));
            }
        });
        List<Worker> waited = told.values().stream()
                .filter(worker -> worker.phase() == Phase.BACKOFF || worker.phase() == Phase.FAILED)
                .filter(worker -> worker.deadline().filter(instant()::isBefore).isPresent())
                .filter(worker -> isUpToDate(worker, last.spec()))
                .toList();
        told.clear();
        asked.clear();
        loop = newLoop();
        mailbox.post(new Inheritance(orphans, lives, last.desired()).withRuns(schedules.masterDies()));
        boolean other = random.nextInt(3) == 0;
        post(new Command.Apply(other ? spec() : last.spec(), false, true));
        crank();
        if (!other) {
            assertThat(waited).allMatch(before -> goesOn(before, publisher.current()));
        }
        assertThat(publisher.current().workers())
                .filteredOn(worker -> world.survivor(worker.id()) > 0)
                .allMatch(worker -> worker.incarnation() == world.survivor(worker.id()));
    }

    /** Not one that a rolling apply had not come to. */
    private static boolean isUpToDate(Worker worker, FleetSpec spec) {
        return spec.service(worker.id().service())
                .filter(service -> service.launch().equals(worker.spec().launch()))
                .isPresent();
    }

    /** What is left of a slot, as the next master finds it. */
    private @Nullable WorkerEvent leaves(Worker worker) {
        int survivor = world.survivor(worker.id());
        Bequest left = Bequest.of(worker).orElse(null);
        if (survivor > 0 && (left == null || survivor != worker.incarnation())) {
            return new WorkerEvent.Adopted(survivor, 4711, instant(), Bequest.plain(false));
        }
        if (left == null) {
            return null;
        }
        if (survivor > 0) {
            return new WorkerEvent.Adopted(survivor, 4711, instant(), left);
        }
        boolean known = random.nextBoolean() || world.anyAlive(worker.id());
        if (worker.phase().alive() && known) {
            LastExit exit = new LastExit(ExitStatus.exited(random.nextInt(2)), instant());
            return new WorkerEvent.Adopted(worker.incarnation(), 4711, instant(), left.with(exit));
        }
        Bequest rests = worker.phase().alive() ? left.interrupted("ended unseen") : left;
        return new WorkerEvent.Resumed(worker.incarnation(), rests);
    }

    /** A crash loop is no faster because masters come and go, unless somebody has changed what it is. */
    private static boolean goesOn(Worker before, FleetSnapshot after) {
        return after.worker(before.id())
                .map(now -> (now.deadline().equals(before.deadline()) && now.failures() == before.failures())
                        || now.goal() == Goal.DOWN)
                .orElse(true);
    }

    void run(int steps) {
        post(new Command.Apply(spec()));
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(100) < commandsOfHundred) {
                post(command());
            }
            if (random.nextInt(100) == 0) {
                masterDies();
            }
            goOn(Long.MAX_VALUE);
        }
        comeToRest();
        endFleet();
    }

    /** When the world behaves, whoever is wanted comes up, and nobody waits but for somebody who is down. */
    private void comeToRest() {
        world.calm(true);
        int runs = schedules.runs();
        long limit = now + Duration.ofMinutes(10).toMillis();
        boolean more = true;
        while (more) {
            crank(); // a loop that is late does not show its next deadline
            more = goOn(limit);
        }
        now = limit;
        world.advance(now);
        crank();
        FleetSnapshot fleet = publisher.current();
        for (Worker worker : fleet.workers()) {
            boolean wanted = worker.goal() == Goal.UP && !worker.surplus() && worker.run() == 0;
            if (wanted && worker.phase() != Phase.READY) {
                boolean hopeless =
                        worker.reason().contains(" failed: "); // a run of its dependency, which nobody repeats
                assertThat(worker.phase()).as("%s", worker).isEqualTo(hopeless ? Phase.FAILED : Phase.STOPPED);
                assertThat(worker.reason()).startsWith("waits for ").isNotEqualTo("waits for its turn");
                assertThat(worker.spec().ties().after())
                        .as("%s", worker)
                        .anyMatch(dependency -> fleet.workers().stream()
                                .filter(other -> other.id().service().equals(dependency.service()))
                                .noneMatch(other -> isThere(other, dependency)));
            }
        }
        rolling.atRest(fleet);
        if (fleet.rotas().values().stream().anyMatch(rota -> rota.next().isPresent())) {
            boolean busy = fleet.workers().stream()
                    .anyMatch(worker -> worker.id().service().equals(SchedulesOracle.SERVICE) && !Runs.rests(worker));
            assertThat(busy || schedules.runs() > runs)
                    .as("who has a schedule runs: %s", fleet)
                    .isTrue();
        }
        world.calm(false);
    }

    private static boolean isThere(Worker worker, Dependency dependency) {
        boolean started = dependency.condition() == Condition.STARTED
                && worker.phase() == Phase.STARTING
                && worker.pid().isPresent();
        return worker.phase() == Phase.READY || started || (worker.phase() == Phase.STOPPED && worker.done());
    }

    /** Lets the next thing happen or the next deadline pass; the loop may be a few turns late. */
    private boolean goOn(long limit) {
        long due = Math.min(world.next(), nextDeadline());
        if (due == Long.MAX_VALUE || due > limit) {
            crank();
            return false;
        }
        if (due == world.next()) {
            now = due;
            world.happen();
        } else {
            now = Math.max(now, due);
            world.advance(now);
        }
        if (random.nextInt(4) > 0) {
            crank();
        }
        if (schedules.write(limit < Long.MAX_VALUE)) {
            crank();
        }
        return true;
    }

    private void crank() {
        for (int turns = 0; loop.runOnce(); turns++) {
            assertThat(turns).as("turns without rest").isLessThan(10_000);
        }
        assertThat(faults).isEmpty();
        asked.removeIf(command -> {
            assertThat(command.reply()).as("%s", command).isDone();
            return true;
        });
        publisher.current().workers().forEach(worker -> {
            Instant deadline = worker.deadline().orElse(Instant.MAX);
            assertThat(deadline).as("deadline of %s", worker).isAfter(instant());
            boolean gone = worker.surplus() && worker.phase() == Phase.STOPPED;
            assertThat(gone && !publisher.current().stopping())
                    .as("%s is still there", worker)
                    .isFalse();
        });
    }

    /** The later priorities never stop after an earlier one, and nothing is left. */
    private void endFleet() {
        world.calm(true);
        boolean impatient = random.nextInt(3) == 0;
        post(new Command.Shutdown(false));
        crank();
        if (impatient) {
            post(new Command.Shutdown(false));
        }
        long limit = now + Duration.ofMinutes(5).toMillis();
        while (!loop.finished().isDone() && goOn(limit)) {
            if (!impatient) {
                assertReverseOrder(publisher.current());
            }
        }
        crank();
        assertThat(loop.finished()).as("%s", publisher.current()).isDone();
        assertThat(publisher.current().workers()).allMatch(worker -> worker.phase() == Phase.STOPPED);
        assertThat(publisher.current().workers()).noneMatch(worker -> world.anyAlive(worker.id()));
    }

    /** Whoever was asked to stop only because the fleet ends has nobody of a later priority beside it. */
    private static void assertReverseOrder(FleetSnapshot fleet) {
        List<Worker> alive = fleet.workers().stream()
                .filter(worker -> worker.phase().alive())
                .toList();
        int last = alive.stream()
                .mapToInt(worker -> rank(worker.id().service(), fleet.spec()))
                .max()
                .orElse(0);
        assertThat(alive)
                .filteredOn(worker -> worker.goal() == Goal.DOWN)
                .filteredOn(worker -> worker.reason().startsWith("the fleet is shutting down"))
                .allMatch(worker -> rank(worker.id().service(), fleet.spec()) >= last)
                .allMatch(worker -> alive.stream()
                        .noneMatch(other ->
                                comesAfter(other.id().service(), worker.id().service(), fleet.spec())));
    }

    /** The least priority of a service and of those that come after it. */
    private static int rank(String service, FleetSpec spec) {
        return spec.services().values().stream()
                .filter(other -> other.name().equals(service) || comesAfter(other.name(), service, spec))
                .mapToInt(other -> other.ties().priority())
                .min()
                .orElse(0);
    }

    private static boolean comesAfter(String service, String other, FleetSpec spec) {
        return spec.service(service).stream()
                .flatMap(found -> found.ties().after().stream())
                .anyMatch(dependency ->
                        dependency.service().equals(other) || comesAfter(dependency.service(), other, spec));
    }

    private Command command() {
        List<WorkerId> ids = publisher.current().workers().stream()
                .map(Worker::id)
                .filter(id -> random.nextInt(4) == 0)
                .toList();
        int dice = random.nextInt(100);
        if (dice < 30) {
            return new Command.Start(ids);
        }
        if (dice < 50) {
            return new Command.Stop(ids);
        }
        if (dice < 54) {
            return new Command.RunOnce(ids.subList(0, Math.min(1, ids.size())));
        }
        if (dice < 62) {
            return new Command.Restart(ids, random.nextInt(3) > 0);
        }
        if (dice < 70) {
            Map<WorkerId, String> aged = new HashMap<>();
            ids.forEach(id -> aged.put(id, "recycled"));
            return new Command.Recycle(aged);
        }
        if (dice < 80) {
            return new Command.SendSignal(ids, random.nextBoolean() ? "TERM" : "HUP");
        }
        return dice < 95
                ? new Command.Scale("b", new Scaling(random.nextBoolean(), random.nextInt(6) - 1))
                : new Command.Apply(spec(), false, random.nextBoolean());
    }

    private FleetSpec spec() {
        List<Specs> services = new ArrayList<>();
        int surge = random.nextInt(3);
        services.add(tied(Specs.service("a").priority(0).workers(2).command("v" + random.nextInt(2)), "b"));
        services.add(Specs.service("b")
                .priority(10)
                .command("v" + random.nextInt(2))
                .rolling(surge == 0 ? 1 : random.nextInt(2), surge)
                .workers(1 + random.nextInt(4))
                .when(When.ON_FAILURE)
                .strategy(strategy()));
        if (random.nextBoolean()) {
            services.add(tied(
                    Specs.service("c").priority(20).readyWhenSpawned().command("v" + random.nextInt(2)), "a", "b"));
        }
        if (random.nextInt(4) > 0) {
            services.add(schedules.service());
        }
        services.add(tied(Specs.service("d").priority(random.nextInt(30)), "a", "b"));
        return Specs.fleet(services.toArray(Specs[]::new));
    }

    private Specs tied(Specs service, String... others) {
        Specs tied = service.strategy(strategy());
        for (String other : others) {
            if (random.nextInt(3) == 0) {
                tied = tied.after(other, random.nextBoolean() ? Condition.READY : Condition.STARTED);
            }
        }
        return tied;
    }

    private Strategy strategy() {
        return STRATEGIES.get(random.nextInt(STRATEGIES.size()));
    }

    private long nextDeadline() {
        FleetSnapshot fleet = publisher.current();
        return Stream.concat(
                        fleet.workers().stream().flatMap(worker -> worker.deadline().stream()),
                        fleet.rotas().values().stream()
                                .filter(rota -> !fleet.stopping())
                                .flatMap(rota -> rota.next().stream()))
                .mapToLong(deadline -> deadline.toEpochMilli() - START.toEpochMilli())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void post(Command command) {
        asked.add(command);
        mailbox.post(command);
    }

    private Instant instant() {
        return START.plusMillis(now);
    }

    private Processes processes() {
        return new Processes() {
            @Override
            public void follow(FleetSpec fleet) {}

            @Override
            public void expect(WorkerId id, ServiceSpec spec) {}

            @Override
            public void spawn(WorkerId id, int incarnation, ServiceSpec spec) {
                assertThat(world.anyAlive(id)).as("two lives of %s", id).isFalse();
                for (Dependency dependency : spec.ties().after()) {
                    assertThat(told.values())
                            .as("%s starts", id)
                            .anyMatch(worker -> worker.id().service().equals(dependency.service())
                                    && !worker.surplus()
                                    && isThere(worker, dependency));
                }
                world.spawn(id, incarnation);
            }

            @Override
            public void adopt(WorkerId id, int incarnation, ServiceSpec spec) {
                if (world.survivor(id) != incarnation) {
                    world.watchGroup(id, incarnation);
                }
            }

            @Override
            public void signal(WorkerId id, int incarnation, String signal, boolean group) {
                world.signal(id, incarnation, signal, group);
            }

            @Override
            public void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority) {}
        };
    }

    private Journal journal() {
        return new Journal() {
            @Override
            public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
                assertThat(at).isEqualTo(instant());
                told.put(after.id(), after);
                rolling.transition(before, after, cause);
                schedules.transition(before, after, cause, at);
            }

            @Override
            public void rollout(Rollout rollout, Instant at) {
                rolling.rollout(rollout);
            }

            @Override
            public void fault(Object what, Throwable fault) {
                faults.add(what + ": " + fault);
            }
        };
    }
}
