package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Rolling.BootPriority;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How many spares a service has, and when the next one boots. One at a time, and not while a worker of the service begins its life, which is in
 * more of a hurry. Who has no worker up, and is not to have one, has no spare either. Pure.
 */
public final class SpareRule {

    /** So many times the start time-out of a worker. */
    private static final int PATIENCE = 4;

    private SpareRule() {}

    /**
     * What a service wants of spares.
     *
     * @param wanted how many
     * @param mayBoot whether one may begin now
     */
    public record Demand(Optional<ServiceSpec> service, int wanted, boolean mayBoot) {

        static final Demand NOTHING = new Demand(Optional.empty(), 0, false);

        /**
         * Of a service that is there.
         *
         * @param workers its own, surplus ones included
         */
        public static Demand of(ServiceSpec service, Collection<Worker> workers) {
            boolean inUse = workers.isEmpty()
                    || workers.stream()
                            .anyMatch(worker ->
                                    worker.goal() == Goal.UP || worker.phase().alive());
            boolean hurry = workers.stream().anyMatch(worker -> worker.phase() == Phase.STARTING);
            boolean serves =
                    service.workers() == 0 || workers.stream().anyMatch(worker -> worker.phase() == Phase.READY);
            return new Demand(Optional.of(service), inUse ? service.warm() : 0, serves && !hurry);
        }

        /** Of a service that there is no more, or that is about to end. */
        public static Demand nothing() {
            return NOTHING;
        }

        private boolean fits(Spare spare) {
            return service.filter(spec -> spec.launch().equals(spare.spec().launch()))
                    .isPresent();
        }
    }

    /** What is to be done to a spare. */
    public enum Act {
        BOOT,
        /** No longer behind the others. */
        FORWARD,
        END
    }

    /** One of them; {@code number} is new with {@link Act#BOOT}. */
    public record Order(Act act, int number) {}

    /**
     * What follows.
     *
     * @param next when to look again though nothing has happened
     */
    public record Outcome(SparePool pool, List<Order> orders, Optional<Instant> next) {}

    /**
     * Looks at one service.
     *
     * @param nextNumber for one that boots
     * @param random in [0, 1), spreads the delay after one that was not ready in time
     */
    public static Outcome next(SparePool before, Demand demand, int nextNumber, Instant now, double random) {
        List<Order> orders = new ArrayList<>();
        SparePool pool = before;
        long kept = 0;
        for (Spare spare : inOrderOfUse(before)) {
            Duration age = Duration.between(spare.since(), now);
            boolean late = spare.stage() == Spare.Stage.BOOTING && age.compareTo(patience(spare)) >= 0;
            if (!demand.fits(spare) || kept == demand.wanted() || late) {
                orders.add(new Order(Act.END, spare.number()));
                pool = pool.ending(spare.number(), now);
                pool = late ? pool.failed("not ready within " + patience(spare).toSeconds() + " s", now, random) : pool;
                continue;
            }
            kept++;
            boolean booted = spare.stage() == Spare.Stage.READY;
            if (spare.behind() && (booted || age.compareTo(QuietStart.span(timeout(spare))) >= 0)) {
                orders.add(new Order(Act.FORWARD, spare.number()));
                pool = pool.change(spare.number(), Spare::inFront);
            }
        }
        if (boots(pool, demand, now)) {
            ServiceSpec spec = demand.service().orElseThrow();
            boolean behind = spec.policy().rolling().bootPriority() == BootPriority.LOW;
            orders.add(new Order(Act.BOOT, nextNumber));
            pool = pool.with(new Spare(nextNumber, spec, Spare.Stage.BOOTING, OptionalInt.empty(), now, behind));
        }
        return new Outcome(pool, orders, wake(pool, demand));
    }

    /** Whether none is ready, and one is booting or will be at once, and no other has failed just now. */
    public static boolean isComing(SparePool pool, Demand demand) {
        return demand.wanted() > 0
                && pool.failures() == 0
                && pool.in(Spare.Stage.READY).noneMatch(demand::fits)
                && (demand.mayBoot() || pool.in(Spare.Stage.BOOTING).anyMatch(demand::fits));
    }

    /** Those that are booted first: of too many the others go. */
    private static List<Spare> inOrderOfUse(SparePool pool) {
        return Stream.concat(pool.in(Spare.Stage.READY), pool.in(Spare.Stage.BOOTING))
                .toList();
    }

    private static boolean boots(SparePool pool, Demand demand, Instant now) {
        return misses(pool, demand) && pool.notBefore().filter(now::isBefore).isEmpty();
    }

    /** One at a time. */
    private static boolean misses(SparePool pool, Demand demand) {
        return demand.mayBoot()
                && pool.alive() < demand.wanted()
                && pool.in(Spare.Stage.BOOTING).findAny().isEmpty();
    }

    /** Nobody waits for it: it is only not to hang for ever. */
    private static Duration patience(Spare spare) {
        return timeout(spare).multipliedBy(PATIENCE);
    }

    private static Duration timeout(Spare spare) {
        return spare.spec().policy().start().timeout();
    }

    private static Optional<Instant> wake(SparePool pool, Demand demand) {
        Stream<Instant> booting = pool.in(Spare.Stage.BOOTING)
                .map(spare -> spare.since().plus(spare.behind() ? QuietStart.span(timeout(spare)) : patience(spare)));
        return Stream.concat(booting, pool.notBefore().filter(at -> misses(pool, demand)).stream())
                .min(Instant::compareTo);
    }
}
