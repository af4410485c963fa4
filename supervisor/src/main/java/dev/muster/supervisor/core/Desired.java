package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was wanted by hand, against the configuration: it outlives the master. Immutable.
 *
 * @param scaled by service
 * @param stopped workers that are not started until somebody says so
 */
public record Desired(SortedMap<String, Scaled> scaled, SortedSet<WorkerId> stopped) {

    /** Everything as the configuration says. */
    public static final Desired NONE = new Desired(new TreeMap<>(), new TreeSet<>());

    public Desired {
        scaled = Collections.unmodifiableSortedMap(new TreeMap<>(scaled));
        stopped = Collections.unmodifiableSortedSet(new TreeSet<>(stopped));
    }

    /**
     * A number of workers by hand.
     *
     * @param configured the number that it was set against: when the configuration says another one later, that is the newer wish
     */
    public record Scaled(int workers, int configured) {}

    Desired scale(ServiceSpec service, int workers) {
        int configured = configured(service);
        SortedMap<String, Scaled> changed = new TreeMap<>(scaled);
        if (workers == configured) {
            changed.remove(service.name());
        } else {
            changed.put(service.name(), new Scaled(workers, configured));
        }
        return new Desired(changed, stopped);
    }

    private int configured(ServiceSpec service) {
        Scaled known = scaled.get(service.name());
        return known == null ? service.workers() : known.configured();
    }

    /** As {@link #scale} for a fleet in which one service has another number of workers now. */
    public Desired scale(FleetSpec before, FleetSpec after, String service) {
        Optional<ServiceSpec> old = before.service(service);
        Optional<ServiceSpec> now = after.service(service);
        return old.isPresent() && now.isPresent() ? scale(old.get(), now.get().workers()) : this;
    }

    public Desired stop(WorkerId id) {
        SortedSet<WorkerId> changed = new TreeSet<>(stopped);
        changed.add(id);
        return new Desired(scaled, changed);
    }

    public Desired start(WorkerId id) {
        if (!stopped.contains(id)) {
            return this;
        }
        SortedSet<WorkerId> changed = new TreeSet<>(stopped);
        changed.remove(id);
        return new Desired(scaled, changed);
    }

    /** What still holds against a configuration: not for a service that is gone, nor against a number that was changed since. */
    public Desired against(FleetSpec configured) {
        SortedMap<String, Scaled> valid = new TreeMap<>();
        scaled.forEach((name, scale) -> configured
                .service(name)
                .filter(service -> service.workers() == scale.configured())
                .ifPresent(service -> valid.put(name, scale)));
        SortedSet<WorkerId> known = new TreeSet<>(stopped);
        known.removeIf(id -> configured.service(id.service()).isEmpty());
        return new Desired(valid, known);
    }

    /** A configuration with the numbers that were set by hand. */
    public FleetSpec on(FleetSpec configured) {
        Map<String, ServiceSpec> services = new LinkedHashMap<>();
        configured.services().forEach((name, service) -> {
            Scaled scale = scaled.get(name);
            services.put(name, scale == null ? service : service.withWorkers(scale.workers()));
        });
        return configured.withServices(services);
    }
}
