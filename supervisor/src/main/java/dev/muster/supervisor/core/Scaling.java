package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many workers a service shall have: {@code 3}, or {@code +2} and {@code -2} against what it has; or {@code auto}, as many as its
 * backlog needs. Immutable.
 *
 * @param relative whether {@code count} is a difference
 */
public record Scaling(boolean relative, int count) {

    /** Nobody's number any more. */
    public static final Scaling AUTO = new Scaling(false, Integer.MIN_VALUE);

    /** More workers of one service than this is taken for a slip of the finger. */
    public static final int MAX_WORKERS = 10_000;

    private static final Pattern SYNTAX = Pattern.compile("([+-]?)([0-9]{1,6})");

    /**
     * What a scaling would make of a fleet. Immutable.
     *
     * @param spec the fleet with the new number, or as it was
     * @param refusal why it cannot be done; empty when it can
     */
    public record Result(FleetSpec spec, String refusal) {
        public boolean accepted() {
            return refusal.isEmpty();
        }
    }

    public boolean isAuto() {
        return equals(AUTO);
    }

    /** Reads {@code N}, {@code +N}, {@code -N} or {@code auto}; empty when it is none of these. */
    public static Optional<Scaling> parse(String text) {
        if (text.strip().equals("auto")) {
            return Optional.of(AUTO);
        }
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(matcher.group(2));
        boolean relative = !matcher.group(1).isEmpty();
        return Optional.of(new Scaling(relative, matcher.group(1).equals("-") ? -number : number));
    }

    /**
     * Refuses an unknown service, fewer workers than one, and more than {@link #MAX_WORKERS}; for a service that its backlog scales what
     * is outside of its bounds, and {@code auto} for any other.
     */
    public Result on(FleetSpec fleet, String service) {
        ServiceSpec spec = fleet.services().get(service);
        if (spec == null) {
            String known = String.join(", ", fleet.services().keySet());
            return new Result(fleet, "there is no service " + service + " (there is: " + known + ")");
        }
        if (isAuto()) {
            String why = service
                    + " has a fixed number of workers; workers { min, max } in the configuration lets its backlog decide";
            return new Result(fleet, spec.scale().isPresent() ? "" : why);
        }
        int workers = relative ? spec.workers() + count : count;
        Optional<String> outside = spec.scale()
                .filter(policy -> policy.within(workers) != workers)
                .map(policy -> service + " cannot have " + workers + " workers, the configuration says " + policy.min()
                        + " to " + policy.max());
        if (outside.isPresent()) {
            return new Result(fleet, outside.get());
        }
        if (workers < 1 && spec.scale().isEmpty()) {
            String hint = "; to have none running, stop it";
            return new Result(fleet, service + " cannot have " + workers + " workers, the least is 1" + hint);
        }
        if (workers > MAX_WORKERS) {
            return new Result(fleet, service + " cannot have " + workers + " workers, the most is " + MAX_WORKERS);
        }
        Map<String, ServiceSpec> services = new LinkedHashMap<>(fleet.services());
        services.put(service, spec.withWorkers(workers));
        return new Result(fleet.withServices(services), "");
    }
}
