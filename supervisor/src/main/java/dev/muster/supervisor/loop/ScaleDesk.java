package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Load;
import dev.muster.supervisor.core.Rollout;
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
        Optional<Rollout> rollout = fleet.rollouts().of(name);
        // Some of its workers are away, or help out, and nobody knows for how long: that says nothing of who could go.
        ScaleState suspended = state.suspended(load.at(), "no decision: its workers are being replaced");
        if (rollout.filter(running -> running.isHelped(name)).isPresent()) {
            states.put(name, suspended);
            return;
        }
        ServiceSpec service = fleet.spec().service(name).orElseThrow();
        Workforce force = Workforce.of(name, fleet.slots().all().values());
        ScaleRule.Outcome outcome = ScaleRule.next(service.scale().orElseThrow(), state, force, load, now);
        if (rollout.isPresent()
                && outcome.decision().filter(ScaleDecision::isUp).isEmpty()) {
            states.put(name, suspended);
            return;
        }
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
