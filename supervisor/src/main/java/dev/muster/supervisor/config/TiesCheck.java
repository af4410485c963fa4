package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.ServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether services can wait for each other as their {@code after} says: each exists, and nobody waits for itself. */
final class TiesCheck {

    private final Map<String, ServiceSpec> services;
    private final Map<String, Block> blocks;
    private final Set<String> done = new HashSet<>();

    TiesCheck(Map<String, ServiceSpec> services, Map<String, Block> blocks) {
        this.services = services;
        this.blocks = blocks;
    }

    void run() {
        for (ServiceSpec service : services.values()) {
            service.ties().after().forEach(dependency -> check(service, dependency));
            follow(service, new ArrayList<>());
        }
    }

    private void check(ServiceSpec service, Dependency dependency) {
        ServiceSpec other = services.get(dependency.service());
        if (other == null) {
            wrong(
                    service.name(),
                    "no service \"" + dependency.service() + "\" is defined under muster.services; "
                            + DidYouMean.among(new TreeSet<>(services.keySet()), dependency.service()));
        } else if (dependency.condition() == Condition.COMPLETED
                && other.policy().restart().when() == When.ALWAYS) {
            wrong(
                    service.name(),
                    "\"" + other.name() + "\" never completes, because it is restarted always; give it"
                            + " restart.when = on-failure or never");
        }
    }

    /** Depth first; each cycle is told once, at the service of it that was met first. */
    private void follow(ServiceSpec service, List<String> path) {
        int start = path.indexOf(service.name());
        if (start >= 0) {
            List<String> cycle = new ArrayList<>(path.subList(start, path.size()));
            cycle.add(service.name());
            wrong(service.name(), "services wait for each other: " + String.join(" -> ", cycle));
            return;
        }
        if (done.contains(service.name())) {
            return;
        }
        path.add(service.name());
        for (Dependency dependency : service.ties().after()) {
            ServiceSpec other = services.get(dependency.service());
            if (other != null) {
                follow(other, path);
            }
        }
        path.remove(path.size() - 1);
        done.add(service.name());
    }

    private void wrong(String service, String message) {
        Block block = blocks.get(service);
        if (block != null) {
            block.wrong("after", message);
        }
    }
}
