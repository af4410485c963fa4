package dev.muster.supervisor.control;

import dev.muster.supervisor.config.DidYouMean;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the workers that a request names: {@code printer}, {@code printer.2}, {@code *}. */
final class Selectors {
    private static final String ALL = "*";

    private Selectors() {}

    /**
     * The workers, each once, in the order of the fleet.
     *
     * @throws Refusal when there is no selector, or one that names nothing
     */
    static List<Worker> resolve(List<String> selectors, FleetSnapshot fleet) {
        if (selectors.isEmpty()) {
            throw new Refusal(ErrorCode.INVALID_PARAMS, "which workers? name services or workers, or '*' for all");
        }
        Set<WorkerId> chosen = new LinkedHashSet<>();
        for (String selector : selectors) {
            chosen.addAll(resolve(selector, fleet));
        }
        return fleet.workers().stream().filter(w -> chosen.contains(w.id())).toList();
    }

    /** As {@link #resolve(List, FleetSnapshot)}; without a selector all. */
    static List<Worker> resolveOrAll(List<String> selectors, FleetSnapshot fleet) {
        return resolve(selectors.isEmpty() ? List.of(ALL) : selectors, fleet);
    }

    static List<WorkerId> ids(List<Worker> workers) {
        return workers.stream().map(Worker::id).toList();
    }

    static boolean isService(String name, FleetSnapshot fleet) {
        return fleet.spec().services().containsKey(name)
                || fleet.workers().stream().anyMatch(w -> w.id().service().equals(name));
    }

    private static List<WorkerId> resolve(String selector, FleetSnapshot fleet) {
        boolean service = isService(selector, fleet);
        List<WorkerId> found = new ArrayList<>();
        for (Worker worker : fleet.workers()) {
            boolean named = service
                    ? worker.id().service().equals(selector)
                    : worker.id().toString().equals(selector);
            if (named || selector.equals(ALL)) {
                found.add(worker.id());
            }
        }
        if (found.isEmpty() && !service && !selector.equals(ALL)) {
            throw unknown(selector, fleet);
        }
        return found;
    }

    static Refusal unknown(String name, FleetSnapshot fleet) {
        Set<String> known = new TreeSet<>(fleet.spec().services().keySet());
        fleet.workers().forEach(worker -> {
            known.add(worker.id().service());
            known.add(worker.id().toString());
        });
        Map<String, String> data = new HashMap<>();
        data.put("name", name);
        DidYouMean.nearest(known, name).ifPresent(similar -> data.put("didYouMean", similar));
        return new Refusal(ErrorCode.UNKNOWN_NAME, "there is no service or worker `" + name + "`", data);
    }
}
