package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.control.Fields;
import java.util.OptionalLong;
import java.util.Set;

/** What is said of a worker in one line, by the status that the master tells. Thread-safe. */
public final class WorkerText {

    private static final Set<String> RESTS = Set.of("STOPPED", "FAILED");

    private WorkerText() {}

    /** Why it is as it is; what is the matter comes before how it got there. */
    public static String why(Fields worker) {
        return worker.optionalText("notReady")
                .map(why -> "not ready: " + why)
                .or(() -> worker.optionalText("stalled").map(why -> "stalled: " + why))
                .or(() -> worker.optionalText("says"))
                .or(() -> worker.optionalText("reason").map(reason -> nextRun(worker) + reason))
                .orElse("");
    }

    /** Whether it is between the runs of a scheduled service. */
    public static boolean isResting(Fields worker) {
        return worker.has("schedule") && RESTS.contains(worker.text("phase"));
    }

    private static String nextRun(Fields worker) {
        OptionalLong next = worker.optionalNumber("nextInMs");
        return isResting(worker) && next.isPresent() ? "next in " + Figures.duration(next.getAsLong()) + "; " : "";
    }
}
