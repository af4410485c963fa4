package dev.muster.supervisor.migrate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of one section; each is taken once, so that what is left is what nobody knew. One thread. */
final class Keys {
    private final Map<String, List<String>> left;

    Keys(Map<String, List<String>> values) {
        left = new LinkedHashMap<>(values);
    }

    /** The last value of a key. */
    Optional<String> take(String key) {
        List<String> values = takeAll(key);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    List<String> takeAll(String key) {
        List<String> values = left.remove(key);
        return values == null ? List.of() : values;
    }

    /** Drops what Muster does anyway, or what means nothing to it. */
    void ignore(Set<String> keys) {
        left.keySet().removeAll(keys);
    }

    /** Turns whatever was not taken into remarks. */
    void remarkRest(Draft draft) {
        left.forEach((key, values) -> values.forEach(value -> draft.remark(key + " = " + value)));
    }
}
