package dev.muster.supervisor.control;

import dev.muster.supervisor.core.FleetOrder;
import dev.muster.supervisor.core.FleetPlan;
import dev.muster.supervisor.core.RollingWords;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Workers that are replaced one by one, as {@code status} and {@code wait} show it. Thread-safe. */
final class RollingView {

    private RollingView() {}

    /** Those that are under way. */
    static List<Map<String, @Nullable Object>> running(FleetSnapshot fleet) {
        return fleet.rollouts().stream()
                .filter(rollout -> rollout.end().isEmpty())
                .map(rollout -> of(rollout, fleet))
                .toList();
    }

    static Map<String, @Nullable Object> of(Rollout rollout, FleetSnapshot fleet) {
        Rollout.Progress progress = rollout.progress(fleet.spec(), fleet.workers());
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", rollout.id());
        map.put("kind", rollout.kind().name().toLowerCase(Locale.ROOT));
        map.put("state", rollout.state());
        map.put("services", rollout.allServices());
        map.put("renewed", names(progress.renewed()));
        map.put("left", names(progress.left()));
        map.put("surge", names(rollout.helpers()));
        map.put("text", RollingWords.of(rollout, progress));
        return map;
    }

    /** Whose processes {@code apply --rolling} would replace, in order; each change of a plan that is no restart takes effect at once. */
    static List<Map<String, Object>> planned(FleetPlan plan, FleetSpec wanted) {
        Map<String, Long> replaced = plan.workers().stream()
                .filter(entry -> entry.action() == FleetPlan.Action.RESTART)
                .collect(Collectors.groupingBy(entry -> entry.id().service(), Collectors.counting()));
        List<Map<String, Object>> services = new ArrayList<>();
        for (String name : new FleetOrder(wanted).inStartOrder(replaced.keySet())) {
            Rolling rule = wanted.service(name).orElseThrow().policy().rolling();
            Map<String, Object> service = new LinkedHashMap<>();
            service.put("service", name);
            service.put("workers", replaced.getOrDefault(name, 0L));
            service.put("maxUnavailable", rule.maxUnavailable());
            service.put("maxSurge", rule.maxSurge());
            services.add(service);
        }
        return services;
    }

    private static List<String> names(List<WorkerId> ids) {
        return ids.stream().map(WorkerId::toString).toList();
    }
}
