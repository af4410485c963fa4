package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Ties.Strategy;
import dev.muster.supervisor.spec.WorkerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be true of the slots of a fleet among each other, judged from what services say of each other and from the phases that the
 * slots show, never by the rules that decide.
 */
final class FleetOracle {

    private final Map<WorkerId, Worker> workers;
    private final Map<WorkerId, Integer> following = new HashMap<>();
    private FleetSpec spec;

    /** @param workers a live view */
    FleetOracle(FleetSpec spec, Map<WorkerId, Worker> workers) {
        this.spec = spec;
        this.workers = workers;
    }

    void apply(FleetSpec newSpec) {
        spec = newSpec;
    }

    /** Before the worker becomes what the step has made of it. */
    void checkStep(Worker before, WorkerEvent event, Step step) {
        if (event instanceof WorkerEvent.Follow && step.worker().phase() == Phase.STOPPING) {
            following.put(before.id(), before.incarnation());
        }
        boolean spawns = step.effects().stream().anyMatch(Effect.Spawn.class::isInstance);
        if (spawns) {
            for (Dependency dependency : after(before.id().service())) {
                Violation.unless(holds(dependency), "started before " + dependency, step.worker());
            }
        }
    }

    /** After those were told that are restarted with a worker. */
    void checkStrategy(Worker before, Worker after) {
        Strategy strategy = spec.service(before.id().service())
                .map(service -> service.ties().strategy())
                .orElse(Strategy.ONE_FOR_ONE);
        boolean ended = before.phase().alive()
                && before.readyAt().isPresent()
                && (!after.phase().alive() || after.incarnation() > before.incarnation());
        boolean followed = following.getOrDefault(before.id(), 0) == before.incarnation();
        if (strategy == Strategy.ONE_FOR_ONE || !ended || followed || after.goal() == Goal.DOWN || after.surplus()) {
            return;
        }
        Set<String> concerned = new HashSet<>();
        grow(concerned, before.id().service(), strategy == Strategy.ONE_FOR_ALL && !isGivenUp(after));
        for (Worker worker : workers.values()) {
            boolean concerns =
                    concerned.contains(worker.id().service()) && !worker.id().equals(before.id());
            boolean goesOn = worker.phase() == Phase.READY || worker.phase() == Phase.STARTING;
            Violation.unless(!concerns || !goesOn || worker.surplus(), "not restarted with " + before.id(), worker);
        }
    }

    /** Nothing is going to happen any more: whoever still waits has a reason. */
    void checkRest(Worker worker) {
        boolean unmet = after(worker.id().service()).stream().anyMatch(dependency -> !holds(dependency));
        Violation.unless(unmet, "waits for nothing", worker);
        if (worker.phase() == Phase.FAILED) {
            Violation.unless(hasFailedBefore(worker.id().service()), "gave up waiting for nothing", worker);
        }
    }

    private boolean hasFailedBefore(String service) {
        return after(service).stream()
                .anyMatch(dependency -> slots(dependency.service()).stream()
                                .anyMatch(slot -> slot.phase() == Phase.FAILED
                                        && !slot.want().blocked())
                        || hasFailedBefore(dependency.service()));
    }

    private boolean holds(Dependency dependency) {
        Collection<Worker> slots = slots(dependency.service());
        if (dependency.condition() == Condition.COMPLETED) {
            return !slots.isEmpty() && slots.stream().allMatch(FleetOracle::isDone);
        }
        boolean any = false;
        for (Worker slot : slots) {
            boolean there = isDone(slot)
                    || (slot.goal() == Goal.UP && slot.phase() == Phase.READY)
                    || (slot.goal() == Goal.UP
                            && slot.phase() == Phase.STARTING
                            && slot.pid().isPresent()
                            && dependency.condition() == Condition.STARTED);
            boolean first = slot.goal() == Goal.UP && slot.phase() == Phase.STARTING && slot.failures() == 0;
            boolean next = slot.goal() == Goal.UP
                    && slot.phase() == Phase.STOPPED
                    && after(dependency.service()).stream().allMatch(this::holds);
            if (!there && (first || next)) {
                return false;
            }
            any |= there;
        }
        return any;
    }

    private static boolean isGivenUp(Worker worker) {
        return worker.phase() == Phase.FAILED && worker.deadline().isEmpty();
    }

    private static boolean isDone(Worker slot) {
        return slot.phase() == Phase.STOPPED && slot.done();
    }

    private Collection<Worker> slots(String service) {
        return workers.values().stream()
                .filter(worker -> worker.id().service().equals(service) && !worker.surplus())
                .toList();
    }

    private List<Dependency> after(String service) {
        return spec.service(service).map(found -> found.ties().after()).orElse(List.of());
    }

    private void grow(Set<String> concerned, String service, boolean bothWays) {
        for (ServiceSpec other : spec.services().values()) {
            boolean later = other.ties().after().stream()
                    .anyMatch(dependency -> dependency.service().equals(service));
            boolean earlier = bothWays
                    && after(service).stream()
                            .anyMatch(dependency -> dependency.service().equals(other.name()));
            if ((later || earlier) && concerned.add(other.name())) {
                grow(concerned, other.name(), bothWays);
            }
        }
    }
}
