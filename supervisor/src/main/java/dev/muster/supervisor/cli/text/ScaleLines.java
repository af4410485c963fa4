package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.control.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tells of services whose backlog decides how many workers they have: of a status or a why. Thread-safe. */
public final class ScaleLines {

    private ScaleLines() {}

    /** One line for each service. */
    public static List<String> shortly(Fields answer) {
        List<String> lines = new ArrayList<>();
        for (Fields service : services(answer)) {
            lines.add(service.text("service") + " has " + service.number("workers") + " of " + service.number("min")
                    + " to " + service.number("max") + " workers: " + service.text("note"));
        }
        return lines;
    }

    /** With the last decision of each. */
    public static List<String> all(Fields answer) {
        List<String> lines = new ArrayList<>();
        List<String> firsts = shortly(answer);
        int next = 0;
        for (Fields service : services(answer)) {
            lines.add(firsts.get(next++));
            if (service.has("last")) {
                Fields last = service.object("last");
                Duration ago = Duration.between(Instant.parse(last.text("at")), Instant.now());
                lines.add("  last change: " + last.number("from") + " -> " + last.number("to") + ", "
                        + Figures.duration(Math.max(0, ago.toMillis())) + " ago: " + last.text("why"));
            }
        }
        return lines;
    }

    private static List<Fields> services(Fields answer) {
        return answer.has("scaling") ? answer.objects("scaling") : List.of(); // a master of before
    }
}
