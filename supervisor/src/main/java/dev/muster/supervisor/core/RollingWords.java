package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.WorkerId;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of workers that are replaced one by one. Thread-safe. */
public final class RollingWords {

    private static final int MOST_NAMES = 5;

    private RollingWords() {}

    /** {@code rolling restart of printer}. */
    public static String title(Rollout rollout) {
        return rollout.kind().text() + " of " + String.join(", ", rollout.allServices());
    }

    /** One sentence: what is going to happen. */
    public static String begun(Rollout rollout) {
        int all = rollout.workers().size();
        return title(rollout) + " begins: " + all + (all == 1 ? " worker" : " workers, one after the other");
    }

    /** One sentence: how far it is, or how it ended and what it left. */
    public static String of(Rollout rollout, Rollout.Progress progress) {
        return title(rollout)
                + rollout.end().map(end -> ended(rollout, end)).orElseGet(() -> underWay(rollout, progress));
    }

    private static String underWay(Rollout rollout, Rollout.Progress progress) {
        int all = rollout.workers().size();
        String wait = rollout.waitsFor().isEmpty() ? "" : ", waits for " + rollout.waitsFor();
        return ": " + progress.renewed().size() + " of " + all + " begun anew" + wait;
    }

    private static String ended(Rollout rollout, Rollout.End end) {
        int all = rollout.workers().size();
        return switch (end.outcome()) {
            case DONE -> ": " + (all == 1 ? "the worker is replaced" : "all " + all + " workers are replaced");
            case STOPPED -> " has stopped: " + end.why() + left(rollout, end.progress());
            case SUPERSEDED -> " was " + end.why() + left(rollout, end.progress());
        };
    }

    private static String left(Rollout rollout, Rollout.Progress progress) {
        boolean apply = rollout.kind() == Rollout.Kind.APPLY;
        return "; " + (apply ? "new configuration: " : "replaced: ") + names(progress.renewed()) + "; "
                + (apply ? "old configuration: " : "not replaced: ") + names(progress.left());
    }

    private static String names(List<WorkerId> ids) {
        String first = ids.stream().limit(MOST_NAMES).map(WorkerId::toString).collect(Collectors.joining(", "));
        int more = ids.size() - MOST_NAMES;
        return ids.isEmpty() ? "none" : first + (more > 0 ? " and " + more + " more" : "");
    }
}
