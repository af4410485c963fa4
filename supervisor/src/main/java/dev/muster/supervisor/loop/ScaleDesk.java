package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Load;
import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.ScaleRule;
import dev.muster.supervisor.core.ScaleState;
import dev.muster.supervisor.core.Workforce;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Gives services as many workers as their backlog needs, unless somebody has set a number by hand. Loop thread only. */
final class ScaleDesk {

    private final Fleet fleet;
    private final Surroundings surroundings;
    private final Map<String, ScaleState> states = new LinkedHashMap<>();

    ScaleDesk(Fleet fleet, Surroundings surroundings) {
        this.fleet = fleet;
        this.surroundings = surroundings;
    }

    /** What is remembered of each service that its backlog scales; a copy. */
    Map<String, ScaleState> states() {
        Map<String, ScaleState> known = new LinkedHashMap<>();
        for (ServiceSpec service : fleet.spec().services().values()) {
            if (isScaled(service)) {
                known.put(service.name(), states.getOrDefault(service.name(), ScaleState.NEW));
            }
        }
        states.keySet().retainAll(known.keySet());
        return known;
    }

    void read(Reading reading, Instant now) {
        if (fleet.stopping()) {
            return;
        }
        Map<String, ScaleState> known = states();
        known.forEach((service, state) ->
                Optional.ofNullable(reading.loads().get(service)).ifPresent(load -> read(service, state, load, now)));
        fleet.touch();
    }

    private void read(String name, ScaleState state, Load load, Instant now) {
        if (fleet.rollouts().of(name).isPresent()) {
            // Some of its workers are away, or help out: neither says anything of its load.
            states.put(name, state.suspended(load.at(), "no decision: its workers are being replaced"));
            return;
        }
        ServiceSpec service = fleet.spec().service(name).orElseThrow();
        Workforce force = Workforce.of(name, fleet.slots().all().values());
        ScaleRule.Outcome outcome = ScaleRule.next(service.scale().orElseThrow(), state, force, load, now);
        states.put(name, outcome.state());
        outcome.decision().ifPresent(decision -> decided(service, decision, now));
    }

    private void decided(ServiceSpec service, ScaleDecision decision, Instant now) {
        tell(service, decision);
        new CommandDesk(fleet, now).enforce(service.withStaff(service.staff().in(decision.slots())));
    }

    private void tell(ServiceSpec service, ScaleDecision decision) {
        try {
            surroundings.journal().scaled(service, decision);
        } catch (RuntimeException | Error e) {
            surroundings.fault(decision, e);
        }
    }

    private boolean isScaled(ServiceSpec service) {
        return service.scale().isPresent() && !fleet.desired().scaled().containsKey(service.name());
    }
}
