package dev.muster.supervisor.migrate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** From other supervisors' names to ours: lower-case letters, digits and hyphens. One thread. */
final class Names {
    private final Map<String, String> ours = new LinkedHashMap<>();

    /** A draft under the name that is nearest and free; a remark tells when it is another one. */
    Draft draft(String theirs) {
        String base =
                theirs.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-+$", "");
        String name = base.isEmpty() ? "service" : base;
        for (int i = 2; ours.containsValue(name); i++) {
            name = (base.isEmpty() ? "service" : base) + "-" + i;
        }
        ours.putIfAbsent(theirs, name);
        Draft draft = new Draft(name);
        if (!name.equals(theirs)) {
            draft.remark("the name " + theirs + ", it is " + name + " here");
        }
        return draft;
    }

    /** What a name became. */
    Optional<String> of(String theirs) {
        return Optional.ofNullable(ours.get(theirs));
    }
}
