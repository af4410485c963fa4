package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Effect;
import dev.muster.supervisor.core.Spare;
import dev.muster.supervisor.core.SparePool;
import dev.muster.supervisor.core.SpareRule;
import dev.muster.supervisor.core.SpareRule.Demand;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps spares for the services that want some, and gives them to lives that begin. Loop thread only. */
final class SpareDesk {

    private final Fleet fleet;
    private final Surroundings surroundings;
    private final TreeMap<String, SparePool> pools = new TreeMap<>();
    private int lastNumber;
    private boolean touched;
    private Optional<Instant> next = Optional.empty();

    SpareDesk(Fleet fleet, Surroundings surroundings) {
        this.fleet = fleet;
        this.surroundings = surroundings;
    }

    /** By service, of those that have or want any; a copy. */
    Map<String, SparePool> all() {
        return Map.copyOf(pools);
    }

    /** Another specification is in force. */
    void follow(Iterable<ServiceSpec> services) {
        for (ServiceSpec service : services) {
            if (service.warm() > 0) {
                pools.putIfAbsent(service.name(), SparePool.none());
            }
        }
        touched = true;
    }

    /** Something has happened to a worker. */
    void touch(WorkerId worker) {
        touched |= !pools.isEmpty() && pools.containsKey(worker.service());
    }

    void touch() {
        touched = true;
    }

    /** Whether it is worth to wait for one. */
    boolean isComing(String service) {
        SparePool pool = pools.get(service);
        return pool != null && SpareRule.isComing(pool, demand(service));
    }

    /** When to look though nothing has happened. */
    Optional<Instant> nextLook() {
        return next;
    }

    /** Lets a life begin with a spare; false when there is none that fits. */
    boolean assign(Effect.Spawn effect, Instant now) {
        SparePool pool = pools.get(effect.id().service());
        Spare fit = pool == null ? null : pool.fitting(effect.spec().launch()).orElse(null);
        if (pool == null || fit == null) {
            return false;
        }
        fleet.sparesChanged();
        boolean taken = isTaken(effect, fit.number());
        pools.put(effect.id().service(), taken ? pool.assigned(fit.number()) : pool.ending(fit.number(), now));
        if (!taken) {
            surroundings.processes().spares().end(fit.number());
        }
        return taken;
    }

    private boolean isTaken(Effect.Spawn effect, int number) {
        try {
            return surroundings.processes().spares().assign(number, effect.id(), effect.incarnation(), effect.spec());
        } catch (RuntimeException | Error e) {
            surroundings.fault(effect, e);
            return false;
        }
    }

    void heard(FromSpare news, Instant now) {
        SparePool pool = pools.get(news.service());
        if (pool == null) {
            return;
        }
        double random = surroundings.random().getAsDouble();
        pools.put(
                news.service(),
                switch (news.news()) {
                    case SPAWNED -> pool.spawned(news.number(), news.pid().orElse(0));
                    case READY -> pool.ready(news.number(), now);
                    case ENDED -> pool.ended(news.number(), news.why(), now, random);
                });
        touched = true;
        fleet.sparesChanged();
    }

    /** Boots, puts forward and ends those whose time it is; false when there was nothing to look at. */
    boolean look(Instant now) {
        boolean due = next.filter(at -> !at.isAfter(now)).isPresent();
        if (!touched && !due) {
            return false;
        }
        touched = false;
        next = Optional.empty();
        for (String service : List.copyOf(pools.keySet())) {
            look(service, now);
        }
        return true;
    }

    private void look(String service, Instant now) {
        SparePool before = pools.getOrDefault(service, SparePool.none());
        Demand demand = demand(service);
        double random = surroundings.random().getAsDouble();
        SpareRule.Outcome outcome = SpareRule.next(before, demand, lastNumber + 1, now, random);
        pools.put(service, outcome.pool());
        if (outcome.pool().spares().isEmpty() && demand.service().isEmpty()) {
            pools.remove(service);
        }
        if (!outcome.pool().equals(before)) {
            fleet.sparesChanged();
        }
        for (SpareRule.Order order : outcome.orders()) {
            carryOut(order, service, outcome.pool());
        }
        outcome.next().ifPresent(at -> next = next.filter(at::isAfter).or(() -> Optional.of(at)));
    }

    private Demand demand(String service) {
        return fleet.stopping()
                ? Demand.nothing()
                : fleet.spec()
                        .service(service)
                        .filter(spec -> spec.warm() > 0)
                        .map(spec -> Demand.of(spec, fleet.slots().of(service)))
                        .orElse(Demand.nothing());
    }

    private void carryOut(SpareRule.Order order, String service, SparePool pool) {
        SpareProcesses processes = surroundings.processes().spares();
        try {
            switch (order.act()) {
                case BOOT -> {
                    lastNumber = order.number();
                    Spare booting = pool.spares().get(pool.spares().size() - 1);
                    processes.boot(order.number(), booting.spec(), booting.behind());
                }
                case FORWARD -> processes.forward(order.number());
                case END -> processes.end(order.number());
            }
        } catch (RuntimeException | Error e) {
            surroundings.fault(order, e);
            if (order.act() == SpareRule.Act.BOOT) {
                heard(
                        FromSpare.ended(service, order.number(), "cannot be booted: " + e),
                        surroundings.monotonic().instant());
            }
        }
    }
}
