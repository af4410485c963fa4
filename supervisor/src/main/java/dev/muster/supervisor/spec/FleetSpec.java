package dev.muster.supervisor.spec;

import java.util.Map;
import java.util.Optional;

/** Everything a configuration file asks for; maps keep the order of the file. Immutable; compared by value. */
public record FleetSpec(String name, Map<String, QueueSpec> queues, Map<String, ServiceSpec> services) {

    public FleetSpec {
        queues = Ordered.copy(queues);
        services = Ordered.copy(services);
    }

    public Optional<ServiceSpec> service(String service) {
        return Optional.ofNullable(services.get(service));
    }
}
