package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far those are that a service comes after, at one moment. Of a service with several workers it is enough that one is
 * started, or ready, as soon as no other is on its first way there: a slot in trouble does not hold who can do without it.
 * Completed are only all together. One thread.
 */
final class Prospects {

    /** From good to bad. */
    enum Kind {
        MET,
        /** Not yet, and nothing is wrong. */
        COMING,
        /** Not yet, and nobody knows when: it failed before, somebody stopped it, or it is a job that takes its time. */
        OPEN,
        /** Not without somebody's doing, and by no wish of anybody's. */
        NEVER
    }

    /** What a service has to expect. {@code why} is a sentence for people. */
    record Prospect(Kind kind, String why) {
        Prospect worse(Prospect other) {
            return other.kind().compareTo(kind) > 0 ? other : this;
        }
    }

    private static final Prospect MET = new Prospect(Kind.MET, "");

    private final ServiceGraph graph;
    private final Set<WorkerId> leaving;
    private final Map<String, List<Worker>> workers = new HashMap<>();
    private final Map<String, Prospect> known = new HashMap<>();

    Prospects(ServiceGraph graph, Collection<Worker> all, Set<WorkerId> leaving) {
        this.graph = graph;
        this.leaving = leaving;
        for (Worker worker : all) {
            if (!worker.surplus()) {
                workers.computeIfAbsent(worker.id().service(), name -> new ArrayList<>())
                        .add(worker);
            }
        }
    }

    /** The worst of what the service comes after. */
    Prospect of(String service) {
        Prospect found = known.get(service);
        if (found == null) {
            found = MET;
            for (Dependency dependency : graph.after(service)) {
                found = found.worse(of(dependency));
            }
            known.put(service, found);
        }
        return found;
    }

    private Prospect of(Dependency dependency) {
        List<Worker> slots = workers.getOrDefault(dependency.service(), List.of());
        String wait = "waits for " + dependency.service() + wish(dependency.condition());
        if (slots.isEmpty()) {
            return new Prospect(Kind.OPEN, wait + "; it has no workers");
        }
        Prospect worst = MET;
        boolean anyMet = false;
        boolean anyComing = false;
        for (Worker worker : slots) {
            Prospect one = of(worker, dependency.condition(), wait);
            worst = worst.worse(one);
            anyMet |= one.kind() == Kind.MET;
            anyComing |= one.kind() == Kind.COMING;
        }
        if (dependency.condition() == Condition.COMPLETED) {
            return worst;
        }
        if (anyComing) {
            return new Prospect(Kind.COMING, wait);
        }
        return anyMet ? MET : worst;
    }

    private Prospect of(Worker worker, Condition condition, String wait) {
        if (leaving.contains(worker.id())) {
            return new Prospect(Kind.OPEN, wait + "; " + worker.id() + " is about to end");
        }
        if (meets(worker, condition)) {
            return MET;
        }
        if (worker.goal() == Goal.DOWN) {
            return new Prospect(Kind.OPEN, wait + "; " + worker.id() + " is stopped (" + worker.reason() + ")");
        }
        if (FleetOrder.waits(worker) || FleetOrder.blocked(worker)) {
            Prospect own = of(worker.id().service());
            return switch (own.kind()) {
                case MET, COMING -> new Prospect(Kind.COMING, wait);
                case OPEN, NEVER ->
                    new Prospect(own.kind(), wait + "; " + worker.id().service() + " " + own.why());
            };
        }
        if (worker.phase() == Phase.FAILED && worker.deadline().isEmpty()) {
            return new Prospect(Kind.NEVER, wait + "; " + worker.id() + " failed: " + worker.reason());
        }
        if (FleetOrder.triesFirst(worker)) {
            return new Prospect(Kind.COMING, wait);
        }
        return worker.phase() == Phase.READY
                ? new Prospect(Kind.OPEN, wait)
                : new Prospect(Kind.OPEN, wait + "; " + worker.id() + " is " + worker.phase() + ": " + worker.reason());
    }

    private static boolean meets(Worker worker, Condition condition) {
        if (worker.done() && worker.phase() == Phase.STOPPED) {
            return true;
        }
        boolean up = worker.goal() == Goal.UP;
        return switch (condition) {
            case STARTED ->
                up && worker.pid().isPresent() && (worker.phase() == Phase.STARTING || worker.phase() == Phase.READY);
            case READY -> up && worker.phase() == Phase.READY;
            case COMPLETED -> false;
        };
    }

    private static String wish(Condition condition) {
        return switch (condition) {
            case STARTED -> " to be started";
            case READY -> " to be ready";
            case COMPLETED -> " to complete";
        };
    }
}
