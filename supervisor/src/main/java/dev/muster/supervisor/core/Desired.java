package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ScalePolicy;
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
     * A number of workers by hand. When the configuration has another one later than it was set against, that is the newer wish.
     *
     * @param configured the number of the configuration; the least, where the backlog decides
     * @param most where the backlog decides, the most; else 0
     */
    public record Scaled(int workers, int configured, int most) {
        /** Against a number. */
        public Scaled(int workers, int configured) {
            this(workers, configured, 0);
        }

        private boolean against(ServiceSpec service) {
            return service.scale()
                    .map(policy -> policy.min() == configured && policy.max() == most)
                    .orElseGet(() -> most == 0 && service.workers() == configured);
        }
    }

    Desired scale(ServiceSpec service, int workers) {
        Scaled byHand = scaled(service, workers);
        SortedMap<String, Scaled> changed = new TreeMap<>(scaled);
        if (byHand.most() == 0 && workers == byHand.configured()) {
            changed.remove(service.name());
        } else {
            changed.put(service.name(), byHand);
        }
        return new Desired(changed, stopped);
    }

    private Scaled scaled(ServiceSpec service, int workers) {
        if (service.scale().isPresent()) {
            ScalePolicy policy = service.scale().get();
            return new Scaled(workers, policy.min(), policy.max());
        }
        Scaled known = scaled.get(service.name());
        return new Scaled(workers, known == null ? service.workers() : known.configured());
    }

    /** Leaves the number of a service to its backlog again. */
    public Desired unscale(String service) {
        SortedMap<String, Scaled> changed = new TreeMap<>(scaled);
        changed.remove(service);
        return new Desired(changed, stopped);
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
        scaled.forEach((name, scale) ->
                configured.service(name).filter(scale::against).ifPresent(service -> valid.put(name, scale)));
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
