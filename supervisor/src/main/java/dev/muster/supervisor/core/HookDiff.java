package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.Hook;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is another about the programs that are run when something happens. Pure. */
final class HookDiff {
    private static final String KEY = "on-event";

    private HookDiff() {}

    /** One change for each hook that is new or no more; one that differs is both. */
    static List<Change> between(List<Hook> before, List<Hook> after) {
        Stream<Change> gone = before.stream()
                .filter(hook -> !after.contains(hook))
                .map(hook -> new Change(KEY, Change.Kind.LIVE, "no more " + text(hook)));
        Stream<Change> come = after.stream()
                .filter(hook -> !before.contains(hook))
                .map(hook -> new Change(KEY, Change.Kind.LIVE, "new " + text(hook)));
        return Stream.concat(gone, come).toList();
    }

    /** Without its arguments, which may be secret. */
    private static String text(Hook hook) {
        String kinds = hook.matches().stream().sorted().map(EventKind::word).collect(Collectors.joining(", "));
        String whose = hook.services().isEmpty()
                ? ""
                : " of " + hook.services().stream().sorted().collect(Collectors.joining(", "));
        return hook.command().get(0) + " for " + kinds + whose;
    }
}
