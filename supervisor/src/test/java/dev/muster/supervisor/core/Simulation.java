package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Ties.Strategy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.SimulatedWorld;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A fleet in a hostile world, driven by a seed: random processes, random operators, a clock that jumps from one happening to the
 * next. After every event the slot's {@link Oracle} judges; now and then the world becomes calm and everything wanted must come up,
 * everything else must be gone. Like Kafka's raft event simulation.
 */
final class Simulation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEPS_BETWEEN_CALMS = 2_000;
    private static final long CALM_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final Strategy[] STRATEGIES = Strategy.values();
    private static final Condition[] CONDITIONS = Condition.values();
    /** One of them prints its threads at SIGQUIT. */
    private static final String[] PROGRAMS = {"v1", "v2", "java"};

    private static final String[] SIGNALS = {"HUP", "TERM", "USR1"};

    private final SplittableRandom random;
    private final Machine machine;
    private final SimulatedWorld world;
    private final TreeMap<WorkerId, Worker> workers = new TreeMap<>();
    private final Map<WorkerId, Oracle> oracles = new HashMap<>();
    private final FleetOracle fleetOracle = new FleetOracle(Specs.fleet(), workers);
    private FleetSpec spec = Specs.fleet();
    private FleetOrder order = new FleetOrder(spec);
    private long now;
    private int judged;

    Simulation(long seed, Machine machine) {
        this.random = new SplittableRandom(seed);
        this.machine = machine;
        this.world = new SimulatedWorld(random.split(), this::deliver);
    }

    /** Until so many events were judged; throws a {@link Violation} as soon as an invariant does not hold. */
    void run(int events) {
        apply(randomSpec());
        for (int step = 1; judged < events; step++) {
            int dice = random.nextInt(1000);
            if (dice < 880 && somethingIsDue(Long.MAX_VALUE)) {
                // done by asking
            } else if (dice < 985) {
                command();
            } else {
                apply(dice < 995 ? scaled() : randomSpec());
            }
            startWaiting();
            if (step % STEPS_BETWEEN_CALMS == 0) {
                comeToRest();
            }
        }
    }

    /** Lets the next thing happen, or the next deadline pass, unless it lies after {@code limit}. */
    private boolean somethingIsDue(long limit) {
        Worker next = null;
        long deadline = Long.MAX_VALUE;
        for (Worker worker : workers.values()) {
            long due = worker.deadline().map(Simulation::millis).orElse(Long.MAX_VALUE);
            if (due < deadline) {
                deadline = due;
                next = worker;
            }
        }
        long happening = world.next();
        if (Math.min(happening, deadline) > limit || (next == null && happening == Long.MAX_VALUE)) {
            return false;
        }
        if (next == null || happening < deadline || (happening == deadline && random.nextBoolean())) {
            now = happening;
            world.happen();
        } else {
            now = deadline;
            world.advance(now);
            deliver(next.id(), new WorkerEvent.DeadlineReached());
        }
        return true;
    }

    private void command() {
        List<Worker> all = List.copyOf(workers.values());
        if (all.isEmpty()) {
            return;
        }
        Worker worker = all.get(random.nextInt(all.size()));
        WorkerId id = worker.id();
        int dice = random.nextInt(100);
        if (dice < 20) {
            deliver(id, new WorkerEvent.Start("start"));
        } else if (dice < 30) {
            deliver(id, new WorkerEvent.Run("run"));
        } else if (dice < 55) {
            deliver(id, new WorkerEvent.Stop("stop"));
        } else if (dice < 75) {
            deliver(id, new WorkerEvent.Restart("restart"));
        } else if (dice < 80) {
            deliver(id, new WorkerEvent.Kill("kill"));
        } else if (dice < 83) {
            deliver(id, new WorkerEvent.RestartAsked(worker.incarnation(), "restart asked"));
        } else if (dice < 90) {
            deliver(id, new WorkerEvent.SignalRequest(SIGNALS[random.nextInt(SIGNALS.length)]));
        } else {
            int present = worker.incarnation();
            deliver(id, strayNews(random.nextBoolean() ? present + 1 : present - 1 - random.nextInt(3)));
        }
    }

    /** News of a life that is over, or of one that has not begun. */
    private WorkerEvent strayNews(int incarnation) {
        return switch (random.nextInt(10)) {
            case 0 -> new WorkerEvent.Exited(incarnation, ExitStatus.signalled(9), random.nextBoolean());
            case 1 -> new WorkerEvent.Ready(incarnation);
            case 2 -> new WorkerEvent.GroupEmpty(incarnation);
            case 3 -> new WorkerEvent.RestartAsked(incarnation, "restart asked");
            case 5 -> new WorkerEvent.Starting(incarnation);
            case 6 ->
                incarnation % 2 == 0
                        ? new WorkerEvent.LivenessFailed(incarnation, "no answer", Duration.ofSeconds(3))
                        : new WorkerEvent.OverMemory(incarnation, 512L << 20, 400L << 20);
            case 7 -> new WorkerEvent.WatchdogMissed(incarnation, Duration.ofSeconds(3));
            case 8 -> new WorkerEvent.ReadinessChanged(incarnation, "no answer");
            case 4 -> new WorkerEvent.SpawnFailed(incarnation, "not found");
            default -> new WorkerEvent.Spawned(incarnation, 99);
        };
    }

    private void apply(FleetSpec wanted) {
        List<SlotChange> changes = Reconciler.plan(wanted, workers);
        spec = wanted;
        order = new FleetOrder(machine.seen(wanted));
        fleetOracle.apply(wanted);
        for (SlotChange change : changes) {
            WorkerId id = change.id();
            if (change.kind() == SlotChange.Kind.ADD) {
                Oracle oracle = oracles.computeIfAbsent(id, key -> new Oracle(key, change.spec(), world));
                oracle.reborn(change.spec());
                workers.put(id, Worker.fresh(id, change.spec(), oracle.incarnation(), at()));
            }
            change.events().forEach(event -> deliver(id, event));
        }
    }

    private void startWaiting() {
        boolean any = false;
        for (Worker worker : workers.values()) {
            any |= FleetOrder.waits(worker) || FleetOrder.blocked(worker);
        }
        if (!any) {
            return;
        }
        FleetOrder.Turn turn = order.turn(workers.values(), Set.of());
        turn.held().forEach(this::deliver);
        for (WorkerId id : turn.mayStart()) {
            deliver(id, new WorkerEvent.Proceed());
        }
    }

    private void deliver(WorkerId id, WorkerEvent event) {
        Worker before = workers.get(id);
        if (before == null) {
            return;
        }
        Step step = machine.step(before, event, at(), random.nextDouble());
        Worker after = step.worker();
        oracle(id).check(before, event, step, at());
        fleetOracle.checkStep(before, event, step);
        judged++;
        for (Effect effect : step.effects()) {
            effect.match(new Effect.Cases<Boolean>() {
                @Override
                public Boolean spawn(Effect.Spawn spawn) {
                    world.spawn(spawn.id(), spawn.incarnation());
                    return true;
                }

                @Override
                public Boolean adopt(Effect.Adopt adopt) {
                    return true;
                }

                @Override
                public Boolean signal(Effect.Signal signal) {
                    world.signal(signal.id(), signal.incarnation(), signal.signal(), signal.group());
                    return true;
                }
            });
        }
        if (after.surplus() && after.phase() == Phase.STOPPED) {
            workers.remove(id);
        } else {
            workers.put(id, after);
        }
        order.followers(before, after, List.copyOf(workers.values()))
                .forEach(other -> deliver(other, new WorkerEvent.Follow("restarted with " + id)));
        fleetOracle.checkStrategy(before, after);
    }

    /** Liveness: when the world behaves, what is wanted comes up and what is not wanted goes. */
    private void comeToRest() {
        world.calm(true);
        long end = now + CALM_MILLIS;
        while (somethingIsDue(end)) {
            startWaiting();
        }
        now = end;
        world.advance(now);
        for (Worker worker : workers.values()) {
            boolean wanted = oracle(worker.id()).wanted();
            Violation.unless(!worker.surplus(), "a surplus slot never goes", worker);
            if (FleetOrder.waits(worker) || FleetOrder.blocked(worker)) {
                fleetOracle.checkRest(worker);
                continue;
            }
            boolean atRest =
                    switch (worker.phase()) {
                        case READY -> wanted;
                        case STOPPED -> !wanted;
                        case FAILED -> wanted && worker.deadline().isEmpty();
                        case STARTING, STOPPING, KILLING, BACKOFF -> false;
                    };
            Violation.unless(atRest, "does not come to rest", worker);
        }
        world.calm(false);
    }

    private FleetSpec scaled() {
        List<String> names = List.copyOf(spec.services().keySet());
        String name = names.get(random.nextInt(names.size()));
        return new Scaling(false, 1 + random.nextInt(5)).on(spec, name).spec();
    }

    /** Services with different rules; the rules for restarts stay with the name, launches and everything else change. */
    private FleetSpec randomSpec() {
        List<Specs> services = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            services.add(varied(Specs.service("never").priority(30).when(When.NEVER)));
        }
        if (random.nextInt(4) > 0) {
            services.add(varied(
                    Specs.service("once").priority(20).when(When.ON_FAILURE).readyWhenSpawned()));
        }
        services.add(varied(Specs.service("always").priority(0)));
        if (random.nextInt(4) > 0) {
            services.add(varied(Specs.service("limited").priority(10).limit(3, Duration.ofSeconds(60), Then.FAIL)));
        }
        if (random.nextInt(4) > 0) {
            services.add(
                    varied(Specs.service("trying").priority(10).limit(2, Duration.ofSeconds(60), Then.KEEP_TRYING)));
        }
        return Specs.fleet(tied(services));
    }

    /** Each may come after any that stands before it, whatever their priorities say. */
    private Specs[] tied(List<Specs> services) {
        Specs[] tied = new Specs[services.size()];
        for (int i = 0; i < tied.length; i++) {
            tied[i] = services.get(i).strategy(STRATEGIES[Math.max(0, random.nextInt(5) - 2)]);
            for (int other = 0; other < i; other++) {
                if (random.nextInt(4) == 0) {
                    String name = services.get(other).spec().name();
                    boolean ends = name.equals("never") || name.equals("once");
                    tied[i] = tied[i].after(name, CONDITIONS[random.nextInt(ends ? 3 : 2)]);
                }
            }
        }
        return tied;
    }

    private Specs varied(Specs service) {
        Specs varied = service.workers(1 + random.nextInt(4))
                .stop("TERM", Duration.ofSeconds(1 + random.nextInt(30)))
                .logFormat(random.nextBoolean() ? LogPolicy.Format.RAW : LogPolicy.Format.JSON);
        Specs timed = service.spec().name().equals("once")
                ? varied
                : varied.ready(service.spec().policy().start().ready(), Duration.ofSeconds(2 + random.nextInt(20)));
        return random.nextInt(3) > 0 ? timed : timed.command(PROGRAMS[random.nextInt(PROGRAMS.length)]);
    }

    private Oracle oracle(WorkerId id) {
        return Objects.requireNonNull(oracles.get(id));
    }

    private static long millis(Instant moment) {
        return moment.toEpochMilli() - START.toEpochMilli();
    }

    private Instant at() {
        return START.plusMillis(now);
    }
}
