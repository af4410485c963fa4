package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.SpecDiff;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What applying a specification would do, and which key is the cause; workers that stay as they are do not occur. Immutable.
 *
 * @param workers sorted by id
 * @param services sorted by name; also those whose workers need nothing (a service without workers, say)
 * @param fleet what concerns no service but the fleet as a whole
 */
public record FleetPlan(List<WorkerEntry> workers, List<ServiceEntry> services, List<Change> fleet) {

    public FleetPlan {
        fleet = List.copyOf(fleet);
        workers = List.copyOf(workers);
        services = List.copyOf(services);
    }

    /** What happens to a worker or a service. */
    public enum Action {
        ADD,
        REMOVE,
        /** A change that needs a new process. */
        RESTART,
        /** A change that does not. */
        UPDATE
    }

    /** A slot as it is: its specification, and whether a process was started, or is about to be, from it. */
    public record Slot(WorkerId id, ServiceSpec spec, boolean live) {}

    /** What happens to a worker; there is always a cause. */
    public record WorkerEntry(WorkerId id, Action action, List<Change> causes) {
        public WorkerEntry {
            causes = List.copyOf(causes);
        }
    }

    /** What happens to a service as a whole; there is always a cause. */
    public record ServiceEntry(String service, Action action, List<Change> causes) {
        public ServiceEntry {
            causes = List.copyOf(causes);
        }
    }

    public boolean isEmpty() {
        return workers.isEmpty() && services.isEmpty() && fleet.isEmpty();
    }

    /** How many workers a plan does this to. */
    public long count(Action action) {
        return workers.stream().filter(entry -> entry.action() == action).count();
    }

    /**
     * Compares what is with what is wanted.
     *
     * @param current the specification in force; without services before the first
     * @param slots those that have a place today, so without the ones that are only drained
     */
    public static FleetPlan between(FleetSpec current, Collection<Slot> slots, FleetSpec wanted) {
        Map<String, List<Slot>> today = new TreeMap<>();
        current.services().keySet().forEach(name -> today.put(name, new ArrayList<>()));
        for (Slot slot : slots) {
            today.computeIfAbsent(slot.id().service(), name -> new ArrayList<>())
                    .add(slot);
        }
        TreeSet<String> names = new TreeSet<>(today.keySet());
        names.addAll(wanted.services().keySet());
        List<WorkerEntry> workers = new ArrayList<>();
        List<ServiceEntry> services = new ArrayList<>();
        for (String name : names) {
            List<Slot> have = today.getOrDefault(name, List.of());
            Optional<ServiceSpec> before = current.service(name);
            wanted.service(name)
                    .ifPresentOrElse(
                            spec -> new OfService(spec, have).plan(before, workers, services),
                            () -> removed(name, have, workers, services));
        }
        workers.sort(Comparator.comparing(WorkerEntry::id));
        List<Change> fleet = new ArrayList<>(HookDiff.between(current.hooks(), wanted.hooks()));
        fleet.addAll(CronDiff.between(current.crons(), wanted.crons()));
        return new FleetPlan(workers, services, fleet);
    }

    private static void removed(String name, List<Slot> have, List<WorkerEntry> workers, List<ServiceEntry> services) {
        List<Change> cause = List.of(new Change("service", Change.Kind.IDENTITY, "removed"));
        have.forEach(slot -> workers.add(new WorkerEntry(slot.id(), Action.REMOVE, cause)));
        services.add(new ServiceEntry(name, Action.REMOVE, cause));
    }

    /** The part of the plan that concerns one service of the wanted specification. */
    private record OfService(ServiceSpec spec, List<Slot> have) {

        void plan(Optional<ServiceSpec> before, List<WorkerEntry> workers, List<ServiceEntry> services) {
            List<WorkerEntry> mine = new ArrayList<>();
            int count = spec.workers();
            Set<Integer> present = new HashSet<>();
            IdentityHashMap<ServiceSpec, Difference> known = new IdentityHashMap<>();
            for (Slot slot : have) {
                present.add(slot.id().slot());
                mine.add(
                        spec.staff().has(slot.id().slot())
                                ? changed(slot, known.computeIfAbsent(slot.spec(), this::difference))
                                : surplus(slot, count));
            }
            Change cause = before.isEmpty() ? new Change("service", Change.Kind.IDENTITY, "new") : counted(count);
            for (int slot : spec.staff().slots()) {
                if (!present.contains(slot)) {
                    mine.add(new WorkerEntry(new WorkerId(spec.name(), slot), Action.ADD, List.of(cause)));
                }
            }
            mine.removeIf(entry -> entry.causes().isEmpty());
            workers.addAll(mine);
            if (before.isEmpty()) {
                services.add(new ServiceEntry(spec.name(), Action.ADD, List.of(cause)));
            } else {
                service(SpecDiff.between(before.get(), spec), mine).ifPresent(services::add);
            }
        }

        /** A change of the specification counts even when no worker is there to show it, and the other way round. */
        private Optional<ServiceEntry> service(List<Change> changes, List<WorkerEntry> mine) {
            Map<String, Change> causes = new LinkedHashMap<>();
            mine.forEach(entry -> entry.causes().forEach(change -> causes.putIfAbsent(change.key(), change)));
            changes.forEach(change -> causes.putIfAbsent(change.key(), change));
            boolean restart = mine.stream().anyMatch(entry -> entry.action() == Action.RESTART);
            return causes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ServiceEntry(
                            spec.name(), restart ? Action.RESTART : Action.UPDATE, List.copyOf(causes.values())));
        }

        private WorkerEntry surplus(Slot slot, int count) {
            return new WorkerEntry(slot.id(), Action.REMOVE, List.of(counted(count)));
        }

        private Change counted(int count) {
            return new Change("workers", Change.Kind.LIVE, have.size() + " -> " + count);
        }

        /** The number of workers shows in which slots there are; it is no change of each of them. */
        private Difference difference(ServiceSpec today) {
            return new Difference(
                    SpecDiff.between(today.withStaff(spec.staff()), spec),
                    !today.launch().equals(spec.launch()));
        }

        private static WorkerEntry changed(Slot slot, Difference difference) {
            boolean replace = slot.live() && difference.launch();
            return new WorkerEntry(slot.id(), replace ? Action.RESTART : Action.UPDATE, difference.changes());
        }
    }

    /** What is another for all workers of a service that have the same specification today; they mostly have. */
    private record Difference(List<Change> changes, boolean launch) {}
}
