package dev.muster.supervisor.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a configuration file asks for; maps keep the order of the file. Immutable; compared by value.
 *
 * @param hooks what is run when something happens
 * @param crons jobs that are put at times
 */
public record FleetSpec(
        String name,
        Map<String, QueueSpec> queues,
        Map<String, ServiceSpec> services,
        List<Hook> hooks,
        Map<String, CronSpec> crons) {

    public FleetSpec {
        queues = Ordered.copy(queues);
        services = Ordered.copy(services);
        hooks = List.copyOf(hooks);
        crons = Ordered.copy(crons);
    }

    /** Without hooks and crons. */
    public FleetSpec(String name, Map<String, QueueSpec> queues, Map<String, ServiceSpec> services) {
        this(name, queues, services, List.of(), Map.of());
    }

    /** The same fleet but for its queues and crons. */
    public FleetSpec withCrons(Map<String, QueueSpec> otherQueues, Map<String, CronSpec> others) {
        return new FleetSpec(name, otherQueues, services, hooks, others);
    }

    /** The same fleet but for its services. */
    public FleetSpec withServices(Map<String, ServiceSpec> others) {
        return new FleetSpec(name, queues, others, hooks, crons);
    }

    public Optional<ServiceSpec> service(String service) {
        return Optional.ofNullable(services.get(service));
    }
}
