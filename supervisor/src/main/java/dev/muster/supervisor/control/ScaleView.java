package dev.muster.supervisor.control;

import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.ScaleState;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.ScalePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of services whose backlog decides how many workers they have. Pure functions. */
final class ScaleView {

    /** A reading comes every second. */
    private static final Duration OVERDUE = Duration.ofSeconds(5);

    private ScaleView() {}

    /** Those of the services of these workers, and those without any worker. */
    static List<Map<String, @Nullable Object>> of(FleetSnapshot fleet, Collection<Worker> workers, Instant now) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (ServiceSpec service : fleet.spec().services().values()) {
            boolean shown = service.workers() == 0
                    || workers.stream().anyMatch(worker -> worker.id().service().equals(service.name()));
            service.scale().filter(policy -> shown).ifPresent(policy -> list.add(one(fleet, service, policy, now)));
        }
        return list;
    }

    private static Map<String, @Nullable Object> one(
            FleetSnapshot fleet, ServiceSpec service, ScalePolicy policy, Instant now) {
        Optional<ScaleState> state = Optional.ofNullable(fleet.scaling().get(service.name()));
        Optional<Duration> age = state.flatMap(ScaleState::readAt).map(at -> Duration.between(at, now));
        Map<String, @Nullable Object> scaling = new LinkedHashMap<>();
        scaling.put("service", service.name());
        scaling.put("workers", service.workers());
        scaling.put("min", policy.min());
        scaling.put("max", policy.max());
        scaling.put("auto", state.isPresent());
        scaling.put("note", note(service, state, age));
        scaling.put("readingAgeMs", age.map(Duration::toMillis).orElse(null));
        scaling.put(
                "last",
                state.flatMap(ScaleState::last).map(last -> last(fleet, last)).orElse(null));
        return scaling;
    }

    private static String note(ServiceSpec service, Optional<ScaleState> state, Optional<Duration> age) {
        if (state.isEmpty()) {
            return "set by hand; `muster scale " + service.name() + " auto` leaves it to the backlog again";
        }
        boolean overdue = age.filter(past -> past.compareTo(OVERDUE) > 0).isPresent();
        String note = state.get().note();
        return overdue && !note.startsWith("no decision")
                ? "no decision: no reading for " + age.get().toSeconds() + "s"
                : note;
    }

    private static Map<String, @Nullable Object> last(FleetSnapshot fleet, ScaleDecision decision) {
        Map<String, @Nullable Object> last = new LinkedHashMap<>();
        last.put("at", fleet.wallTime(decision.at()).toString());
        last.put("from", decision.from());
        last.put("to", decision.to());
        last.put("ready", decision.waiting().ready());
        last.put("oldestReadyMs", decision.waiting().oldest().toMillis());
        last.put("busy", decision.busy());
        last.put("why", decision.why());
        return last;
    }
}
