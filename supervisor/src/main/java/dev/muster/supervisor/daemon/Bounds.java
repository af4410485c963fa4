package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.Oom;
import dev.muster.supervisor.process.Cgroup;
import dev.muster.supervisor.process.Cgroups;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.MemoryWatch;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Quantity;
import dev.muster.supervisor.spec.Resources;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps running workers within what they may take: by control groups where there are any to be had, and what they have of memory by
 * looking. Whoever is not bounded costs nothing. Loop thread, but for {@link #warnings} and what is asked of one life.
 */
final class Bounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bounds.class);

    private final String name;
    private final MemoryWatch watch = new MemoryWatch();
    /** By service, of those that have any. */
    private final Map<String, Resources> inForce = new ConcurrentHashMap<>();

    private volatile @Nullable Cgroups cgroups;

    Bounds(Home home) {
        this.name = "muster-" + Integer.toHexString(home.run().toString().hashCode());
    }

    /** What is in force now. Whether that is another for a service is told by {@link #of}. */
    void follow(FleetSpec fleet) {
        if (cgroups == null && fleet.services().values().stream().anyMatch(Bounds::wantsCgroup)) {
            cgroups = Cgroups.take(name);
            warnings(fleet).forEach(LOG::warn);
        }
        inForce.keySet().retainAll(fleet.services().keySet());
        fleet.services().values().forEach(service -> inForce.put(service.name(), resources(service)));
    }

    Resources of(WorkerId worker) {
        return inForce.getOrDefault(worker.service(), Resources.NONE);
    }

    private static Resources resources(ServiceSpec service) {
        return service.policy().resources();
    }

    private static boolean wantsCgroup(ServiceSpec service) {
        return service.launch().attributes().wantsCgroup();
    }

    /** What cannot be had, a sentence for each service; nothing before somebody has asked for any of it. */
    List<String> warnings(FleetSpec fleet) {
        Cgroups taken = cgroups;
        List<String> warnings = new ArrayList<>();
        for (ServiceSpec service : fleet.services().values()) {
            List<String> missing =
                    taken == null || !wantsCgroup(service) ? List.of() : taken.missing(resources(service));
            if (!missing.isEmpty()) {
                warnings.add(service.name() + ": " + String.join("; ", missing));
            }
        }
        return warnings;
    }

    /** The group for a life that is about to begin. */
    Optional<Cgroup> begin(WorkerId worker, ServiceSpec spec) {
        return begin(worker.toString(), spec);
    }

    /** The group for a process that has no slot yet; its life stays in it. */
    Optional<Cgroup> begin(String spare, ServiceSpec spec) {
        Cgroups taken = cgroups;
        return taken == null || !wantsCgroup(spec) ? Optional.empty() : taken.begin(spare, resources(spec));
    }

    /** The group of a life that a former master has begun. */
    Optional<Cgroup> find(WorkerId worker, int pid) {
        Cgroups taken = cgroups;
        return taken == null ? Optional.empty() : taken.find(worker.toString(), pid, of(worker));
    }

    /** Lets what is in force hold for a living worker. */
    void bound(Child child, Optional<Cgroup> cgroup, Resources resources, LongConsumer overMemory) {
        cgroup.ifPresent(group -> group.limit(resources));
        if (resources.memoryMax().isPresent()
                && cgroup.filter(Cgroup::limitsMemory).isEmpty()) {
            watch.watch(child.pid(), resources.memoryMax().get(), overMemory);
        } else {
            watch.forget(child.pid());
        }
    }

    /** Its leader has ended. */
    void ended(Child child) {
        watch.forget(child.pid());
    }

    /** What a group knows of the end of somebody who got KILL. */
    Optional<Oom> oom(WorkerId worker, Cgroup group) {
        String max = of(worker)
                .memoryMax()
                .map(bytes -> "memory-max " + Quantity.text(bytes))
                .orElse("");
        return group.wasOutOfMemory() ? Optional.of(new Oom(Oom.By.KERNEL, max, "")) : Optional.empty();
    }

    @Override
    public void close() {
        watch.close();
        Cgroups taken = cgroups;
        if (taken != null) {
            taken.close();
        }
    }
}
