package dev.muster.supervisor.spec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables of a process beyond Muster's own. Immutable; compared by value.
 *
 * @param plain those whose value is in the specification: the few passed on from the master, the env-file, the configuration, in this order
 * @param secrets those whose value is read when a process is started; none of them is among the plain ones
 */
public record Environment(Map<String, String> plain, Map<String, Secret> secrets) {

    public Environment {
        plain = Ordered.copy(plain);
        secrets = Ordered.copy(secrets);
    }

    /** Without secrets. */
    public static Environment of(Map<String, String> plain) {
        return new Environment(plain, Map.of());
    }

    Environment with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(plain);
        more.put(variable, value);
        return new Environment(more, secrets);
    }

    /** By name: a text, or where it is found. */
    Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>(plain);
        all.putAll(secrets);
        return all;
    }

    /** Names only. */
    @Override
    public String toString() {
        return "Environment" + all().keySet();
    }
}
