package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Ties.Strategy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which services come after which. What is not in the specification, a removed service say, has no ties. Immutable. */
final class ServiceGraph {

    private final Map<String, List<Dependency>> after = new HashMap<>();
    private final Map<String, Set<String>> dependants = new HashMap<>();
    private final Map<String, Integer> ranks = new HashMap<>();
    private final Map<String, Strategy> strategies = new HashMap<>();
    private final boolean tied;

    ServiceGraph(FleetSpec spec) {
        Map<String, Set<String>> direct = new LinkedHashMap<>();
        boolean any = false;
        for (ServiceSpec service : spec.services().values()) {
            List<Dependency> known = service.ties().after().stream()
                    .filter(dependency -> spec.services().containsKey(dependency.service()))
                    .toList();
            after.put(service.name(), known);
            strategies.put(service.name(), service.ties().strategy());
            known.forEach(dependency -> direct.computeIfAbsent(dependency.service(), name -> new LinkedHashSet<>())
                    .add(service.name()));
            any |= !known.isEmpty();
        }
        tied = any;
        for (ServiceSpec service : spec.services().values()) {
            Set<String> all = reachable(service.name(), direct);
            dependants.put(service.name(), all);
            int rank = service.ties().priority();
            for (String dependant : all) {
                rank = Math.min(rank, priority(spec, dependant));
            }
            ranks.put(service.name(), rank);
        }
    }

    /** Whether any service comes after another. */
    boolean tied() {
        return tied;
    }

    /** What a service waits for. */
    List<Dependency> after(String service) {
        return after.getOrDefault(service, List.of());
    }

    /** The services that come after this one, directly or not. */
    Set<String> dependants(String service) {
        return dependants.getOrDefault(service, Set.of());
    }

    /**
     * The priority that counts: somebody's who comes early makes those early that it comes after, so that the two orders
     * never contradict each other.
     */
    int rank(ServiceSpec service) {
        return ranks.getOrDefault(service.name(), service.ties().priority());
    }

    /** As {@link #rank(ServiceSpec)}; the last one for a service that there is no more. */
    int rank(String service) {
        return ranks.getOrDefault(service, Integer.MAX_VALUE);
    }

    /** How many services it comes after, directly or not: more than any of them. */
    int depth(String service) {
        return (int) dependants.values().stream()
                .filter(later -> later.contains(service))
                .count();
    }

    Strategy strategy(String service) {
        return strategies.getOrDefault(service, Strategy.ONE_FOR_ONE);
    }

    /** Every service that is connected with this one, itself among them. */
    Set<String> group(String service) {
        Map<String, Set<String>> neighbours = new HashMap<>();
        after.forEach((name, dependencies) -> dependencies.forEach(dependency -> {
            neighbours.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(dependency.service());
            neighbours
                    .computeIfAbsent(dependency.service(), key -> new LinkedHashSet<>())
                    .add(name);
        }));
        Set<String> group = reachable(service, neighbours);
        group.add(service);
        return group;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> edges) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(edges.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (found.add(next)) {
                open.addAll(edges.getOrDefault(next, Set.of()));
            }
        }
        return found;
    }

    private static int priority(FleetSpec spec, String service) {
        return spec.service(service).orElseThrow().ties().priority();
    }
}
