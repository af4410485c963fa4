package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Load.Room;
import dev.muster.supervisor.core.Load.Waiting;
import dev.muster.supervisor.spec.ScalePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/**
 * A queue, jobs that take their time, and workers that the rule calls and sends away. Readings come once a second, what they know of
 * idle workers is up to two seconds old, and some of them fail. The same seed makes the same story.
 */
final class ScaleSimulation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEP_MILLIS = 100;
    private static final int HEARTBEAT_MILLIS = 2_000;

    private final ScalePolicy policy;
    private final SplittableRandom random;
    private final double jobMillis;
    private final ArrayDeque<Long> queue = new ArrayDeque<>();
    private final TreeMap<Integer, Servant> servants = new TreeMap<>();
    final List<ScaleDecision> decisions = new ArrayList<>();
    private ScaleState state = ScaleState.NEW;
    Room room = Room.ENOUGH;
    double failing;
    long now;
    int most;

    private static final class Servant {
        final long readyAt;
        double busyUntil;
        boolean toldIdle;

        Servant(long readyAt) {
            this.readyAt = readyAt;
            this.busyUntil = readyAt;
        }
    }

    ScaleSimulation(ScalePolicy policy, long seed, Duration job) {
        this.policy = policy;
        this.random = new SplittableRandom(seed);
        this.jobMillis = job.toMillis();
        for (int slot = 1; slot <= policy.min(); slot++) {
            servants.put(slot, new Servant(0));
        }
    }

    int workers() {
        return servants.size();
    }

    int waiting() {
        return queue.size();
    }

    void put(int jobs) {
        for (int i = 0; i < jobs; i++) {
            queue.add(now);
        }
    }

    /** @param rate jobs a second, by the seconds since this call */
    void run(Duration time, DoubleUnaryOperator rate) {
        long begin = now;
        for (long end = now + time.toMillis(); now < end; now += STEP_MILLIS) {
            put(poisson(rate.applyAsDouble((now - begin) / 1000.0) * STEP_MILLIS / 1000));
            work();
            if (now % HEARTBEAT_MILLIS == 0) {
                servants.values().forEach(servant -> servant.toldIdle = servant.busyUntil <= now);
            }
            if (now % 1_000 == 0) {
                read();
            }
            assertThat(workers()).as("workers").isBetween(policy.min(), policy.max());
            most = Math.max(most, workers());
        }
    }

    private void work() {
        for (Servant servant : servants.values()) {
            while (servant.readyAt <= now && servant.busyUntil <= now && !queue.isEmpty()) {
                double from = Math.max(servant.busyUntil, (double) Math.max(now - STEP_MILLIS, queue.remove()));
                servant.busyUntil = from - jobMillis * Math.log(1 - random.nextDouble());
            }
        }
    }

    private void read() {
        Instant at = START.plusMillis(now);
        Load load = load(at);
        if (random.nextDouble() < failing) {
            load = random.nextBoolean() ? Load.unknown(at, "no disk") : load(at.minusSeconds(10));
        }
        ScaleRule.Outcome outcome = ScaleRule.next(policy, state, force(), load, at);
        state = outcome.state();
        boolean decides = outcome.decision().isPresent();
        assertThat(decides && (!load.known() || load.at().isBefore(at)))
                .as("decided without a reading")
                .isFalse();
        outcome.decision().ifPresent(this::follow);
    }

    private Load load(Instant at) {
        Set<Integer> idle = new TreeSet<>();
        servants.forEach((slot, servant) -> {
            if (servant.readyAt <= now && servant.toldIdle) {
                idle.add(slot);
            }
        });
        Long oldest = queue.peek();
        Waiting waiting = new Waiting(queue.size(), Duration.ofMillis(oldest == null ? 0 : now - oldest), 0);
        return new Load(at, waiting, idle, room, true, "");
    }

    private Workforce force() {
        SortedSet<Integer> ready = new TreeSet<>();
        servants.forEach((slot, servant) -> {
            if (servant.readyAt <= now) {
                ready.add(slot);
            }
        });
        return new Workforce(new TreeSet<>(servants.keySet()), ready, new TreeSet<>(), new TreeSet<>());
    }

    /** Who is sent away finishes its job, which nobody here waits for. */
    private void follow(ScaleDecision decision) {
        assertThat(decision.from()).isEqualTo(workers());
        assertThat(decision.to()).isNotEqualTo(workers());
        decisions.add(decision);
        servants.keySet().retainAll(decision.slots());
        decision.slots()
                .forEach(slot ->
                        servants.computeIfAbsent(slot, added -> new Servant(now + 300 + random.nextInt(3_000))));
    }

    /** How often it turned round since a moment. */
    int turns(Duration from) {
        int turns = 0;
        List<ScaleDecision> since = since(from);
        for (int i = 1; i < since.size(); i++) {
            turns += since.get(i).isUp() == since.get(i - 1).isUp() ? 0 : 1;
        }
        return turns;
    }

    List<ScaleDecision> since(Duration from) {
        return decisions.stream()
                .filter(decision -> !decision.at().isBefore(START.plus(from)))
                .toList();
    }

    private int poisson(double mean) {
        if (mean > 30) {
            return (int) Math.round(mean);
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }
}
