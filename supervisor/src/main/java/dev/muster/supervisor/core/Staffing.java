package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Staff;
import dev.muster.supervisor.spec.WorkerId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Which slots a service has whose number of workers is decided by its backlog, or by hand meanwhile. Pure. */
public final class Staffing {

    private Staffing() {}

    /**
     * A specification in which scaled services go on with the workers that there are: those of this master or of a former one. A
     * service without any begins with the least.
     *
     * @param desired what was wanted by hand; a specification with these numbers
     */
    public static FleetSpec carriedOn(FleetSpec wanted, Collection<WorkerId> present, Desired desired) {
        Map<String, ServiceSpec> services = new LinkedHashMap<>();
        wanted.services().forEach((name, service) -> services.put(name, carriedOn(service, present, desired)));
        return wanted.withServices(services);
    }

    private static ServiceSpec carriedOn(ServiceSpec service, Collection<WorkerId> present, Desired desired) {
        if (service.scale().isEmpty()) {
            return service;
        }
        NavigableSet<Integer> slots = new TreeSet<>();
        present.stream().filter(id -> id.service().equals(service.name())).forEach(id -> slots.add(id.slot()));
        // Whoever was stopped by hand has no process that a new master would find.
        desired.stopped().stream()
                .filter(id -> id.service().equals(service.name()))
                .forEach(id -> slots.add(id.slot()));
        int count = desired.scaled().containsKey(service.name())
                ? service.workers()
                : service.scale().get().within(slots.size());
        return service.withStaff(resized(service.staff(), slots, count));
    }

    /** The lowest free slots are taken first, and the highest given up. */
    private static Staff resized(Staff staff, NavigableSet<Integer> slots, int count) {
        for (int slot = 1; slots.size() < count; slot++) {
            slots.add(slot);
        }
        while (slots.size() > count) {
            slots.pollLast();
        }
        return staff.in(slots);
    }
}
