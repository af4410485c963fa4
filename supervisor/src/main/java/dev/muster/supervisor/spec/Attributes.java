package dev.muster.supervisor.spec;

import java.util.Map;
import java.util.Optional;

/**
 * What a process is given before its program begins. Immutable.
 *
 * @param user to run as, the master's own when empty
 * @param group to run as, the user's own when empty
 * @param rlimits by the names of getrlimit(2) in lower case, each as a text that {@link ResourceLimit} takes
 * @param nice from -20 (first) to 19 (last)
 * @param oomScore what the kernel's OOM killer adds, from -1000 (never this one) to 1000 (this one first)
 * @param umask in octal
 * @param cgroup whether it has a control group of its own, where there are any to be had; empty is no
 */
public record Attributes(
        Optional<String> user,
        Optional<String> group,
        Map<String, String> rlimits,
        Optional<Integer> nice,
        Optional<Integer> oomScore,
        Optional<String> umask,
        Optional<Boolean> cgroup) {

    /** The master's own. */
    public static final Attributes NONE = of(Optional.empty());

    public Attributes {
        rlimits = Ordered.copy(rlimits);
    }

    /** Another user and nothing else. */
    public static Attributes of(Optional<String> user) {
        return new Attributes(
                user,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Who it runs as, without any limit. */
    public Attributes account() {
        return new Attributes(
                user, group, Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether the process needs nothing but to be spawned. */
    public boolean isNone() {
        return equals(NONE);
    }

    public boolean wantsCgroup() {
        return cgroup.orElse(false);
    }
}
