package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * Which slots should exist, and what has to happen to those that do. Knows nothing of processes: that is the machine's level.
 * Pure.
 */
public final class Reconciler {

    private Reconciler() {}

    /**
     * The changes that lead from {@code current} to {@code wanted}; a slot that is as wanted does not appear. A worker that was
     * stopped by hand stays stopped: a specification says what a worker is, not whether somebody wanted it down.
     */
    public static List<SlotChange> plan(FleetSpec wanted, SortedMap<WorkerId, Worker> current) {
        List<SlotChange> changes = new ArrayList<>(removals(wanted, current));
        for (ServiceSpec service : wanted.services().values()) {
            for (int slot : service.staff().slots()) {
                WorkerId id = new WorkerId(service.name(), slot);
                Worker worker = current.get(id);
                if (worker == null) {
                    changes.add(new SlotChange(id, SlotChange.Kind.ADD, service, started(service)));
                } else if (worker.surplus()) {
                    changes.add(new SlotChange(id, SlotChange.Kind.KEEP, service, kept(service)));
                } else if (!concernsOnlyOthers(worker.spec(), service)) {
                    changes.add(changed(worker, service));
                }
            }
        }
        return changes;
    }

    /** Of each service the highest slot first, so that the low ones, which people know by name, stay. */
    private static List<SlotChange> removals(FleetSpec wanted, SortedMap<WorkerId, Worker> current) {
        return current.values().stream()
                .filter(worker -> !worker.surplus() && !hasPlace(worker.id(), wanted))
                .sorted(Comparator.comparing(Worker::id).reversed())
                .map(worker -> {
                    boolean removed = !wanted.services().containsKey(worker.id().service());
                    String why = removed ? "removed from the configuration" : "scaled down";
                    return removal(worker, why);
                })
                .toList();
    }

    static SlotChange removal(Worker worker, String why) {
        return new SlotChange(worker.id(), SlotChange.Kind.REMOVE, worker.spec(), drained(worker, why));
    }

    private static boolean hasPlace(WorkerId id, FleetSpec wanted) {
        ServiceSpec service = wanted.services().get(id.service());
        return service != null && service.staff().has(id.slot());
    }

    /** Only a worker that is wanted up is asked to stop: for one that is being stopped already, Stop would mean KILL. */
    private static List<WorkerEvent> drained(Worker worker, String why) {
        WorkerEvent retire = new WorkerEvent.Retire(why);
        return worker.goal() == Goal.UP ? List.of(retire, new WorkerEvent.Stop(why)) : List.of(retire);
    }

    private static List<WorkerEvent> started(ServiceSpec service) {
        return service.autostart() && service.schedule().isEmpty()
                ? List.of(new WorkerEvent.Start("started"))
                : List.of();
    }

    private static List<WorkerEvent> kept(ServiceSpec service) {
        List<WorkerEvent> events = List.of(new WorkerEvent.Keep(), new WorkerEvent.SpecChanged(service));
        return service.schedule().isPresent()
                ? events
                : with(events, new WorkerEvent.Start("wanted again while it was being removed"));
    }

    private static List<WorkerEvent> with(List<WorkerEvent> events, WorkerEvent last) {
        List<WorkerEvent> all = new ArrayList<>(events);
        all.add(last);
        return all;
    }

    /** How many workers there are beside it is nothing that a worker must be told. */
    private static boolean concernsOnlyOthers(ServiceSpec old, ServiceSpec wanted) {
        return old.withStaff(wanted.staff()).equals(wanted);
    }

    /** A worker that is down only takes note of another launch; its next life will be the first to show it. */
    private static SlotChange changed(Worker worker, ServiceSpec service) {
        boolean sameLaunch = worker.spec().launch().equals(service.launch());
        boolean run = worker.run() > 0 || service.schedule().isPresent();
        boolean down = run || worker.phase() == Phase.STOPPED || worker.goal() == Goal.DOWN;
        boolean freed =
                worker.spec().schedule().isPresent() && service.schedule().isEmpty();
        WorkerEvent told = new WorkerEvent.SpecChanged(service);
        return new SlotChange(
                worker.id(),
                sameLaunch || down ? SlotChange.Kind.UPDATE : SlotChange.Kind.RESTART,
                service,
                freed && service.autostart()
                        ? List.of(told, new WorkerEvent.Start("no schedule any more"))
                        : List.of(told));
    }
}
