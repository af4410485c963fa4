package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.SpareRule.Act;
import dev.muster.supervisor.core.SpareRule.Demand;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule in a world where spares die, hang, are taken and go out of date as chance has it; what is to hold is looked at after each step. */
class SpareRuleTest {

    private static final int STEPS = 4_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<Integer, ServiceSpec> processes = new HashMap<>();
    private final Set<Integer> told = new HashSet<>();
    private SparePool pool = SparePool.none();
    private Demand demand = Demand.nothing();
    private Instant now = START;
    private int last;
    private int booted;
    private int taken;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensThereAreNeverTooManyAndInTheEndThereAreEnough(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        demand = demand(random);
        int goodEnds = 0;
        for (int step = 0; step < STEPS; step++) {
            now = now.plusMillis(random.nextInt(2_000));
            if (random.nextInt(50) == 0) {
                demand = demand(random);
                goodEnds++;
            }
            happen(random);
            look(random);
        }
        // A boot has a reason: a change of the demand, somebody who was taken, or a failure, which is followed by at
        // least 800 ms.
        long span = Duration.between(START, now).toMillis();
        assertThat((long) booted).isLessThan(3L * goodEnds + taken + span / 800);
        demand = new Demand(Optional.of(Specs.printer().warm(2).spec()), 2, true);
        settle(random);
        assertThat(pool.in(Spare.Stage.READY)).hasSize(2).allMatch(spare -> processes.containsKey(spare.number()));
        demand = Demand.nothing();
        settle(random);
        assertThat(processes).isEmpty();
        assertThat(pool.spares()).isEmpty();
    }

    private static Demand demand(SplittableRandom random) {
        int wanted = random.nextInt(4);
        Specs service = Specs.printer().command("v" + random.nextInt(2)).warm(wanted);
        return random.nextInt(5) == 0
                ? Demand.nothing()
                : new Demand(Optional.of(service.spec()), wanted, random.nextInt(4) > 0);
    }

    private void happen(SplittableRandom random) {
        for (int number : Set.copyOf(processes.keySet())) {
            switch (random.nextInt(12)) {
                case 0 -> die(number, random);
                case 1, 2, 3 -> pool = pool.ready(number, now);
                default -> {
                    // it takes its time
                }
            }
        }
        demand.service().filter(service -> random.nextInt(20) == 0).ifPresent(service -> pool.fitting(service.launch())
                .ifPresent(spare -> {
                    assertThat(processes.remove(spare.number()))
                            .extracting(ServiceSpec::launch)
                            .isEqualTo(service.launch());
                    pool = pool.assigned(spare.number());
                    taken++;
                }));
    }

    private void die(int number, SplittableRandom random) {
        processes.remove(number);
        pool = pool.ended(number, "died", now, random.nextDouble());
    }

    private void look(SplittableRandom random) {
        SpareRule.Outcome outcome = SpareRule.next(pool, demand, last + 1, now, random.nextDouble());
        pool = outcome.pool();
        for (SpareRule.Order order : outcome.orders()) {
            if (order.act() == Act.BOOT) {
                assertThat(told.add(order.number())).as("a new number").isTrue();
                last = order.number();
                booted++;
                processes.put(last, demand.service().orElseThrow());
            } else if (order.act() == Act.END && random.nextBoolean()) {
                die(order.number(), random); // the others take a while
            }
        }
        assertThat(pool.alive()).isLessThanOrEqualTo(demand.wanted());
        assertThat(pool.in(Spare.Stage.BOOTING)).hasSizeLessThanOrEqualTo(Math.max(1, demand.wanted()));
        assertThat(pool.spares().stream().map(Spare::number)).containsExactlyInAnyOrderElementsOf(processes.keySet());
        outcome.next().ifPresent(at -> assertThat(at).isAfter(now));
        SpareRule.Outcome again = SpareRule.next(pool, demand, last + 1, now, 0);
        assertThat(again.orders()).as("a second look").isEmpty();
    }

    /** Everybody behaves: who is told to end ends, who boots is ready, and time passes. */
    private void settle(SplittableRandom random) {
        for (int round = 0; round < 20; round++) {
            now = now.plus(Duration.ofSeconds(20));
            look(random);
            for (Spare spare : pool.spares()) {
                if (spare.stage() == Spare.Stage.ENDING) {
                    die(spare.number(), random);
                } else {
                    pool = pool.ready(spare.number(), now);
                }
            }
            look(random);
        }
    }
}
