package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.control.Fields;
import java.util.ArrayList;
import java.util.List;

/** Tells of the spares of services, of a status. Thread-safe. */
public final class SpareLines {

    private SpareLines() {}

    /** One line for each service. */
    public static List<String> of(Fields status) {
        List<String> lines = new ArrayList<>();
        if (!status.has("spares")) {
            return lines;
        }
        for (Fields service : status.objects("spares")) {
            StringBuilder line = new StringBuilder(service.text("service") + " has " + service.number("ready") + " of "
                    + service.number("wanted") + " spares ready");
            List<String> each = new ArrayList<>();
            for (Fields spare : service.objects("spares")) {
                each.add(one(spare));
            }
            line.append(each.isEmpty() ? "" : " (" + String.join("; ", each) + ")");
            service.optionalText("trouble").ifPresent(trouble -> line.append("; the last one is gone: ")
                    .append(Table.Cell.of(trouble).text()));
            service.optionalNumber("nextInMs")
                    .ifPresent(next -> line.append("; the next one boots in ").append(Figures.duration(next)));
            lines.add(line.toString());
        }
        return lines;
    }

    private static String one(Fields spare) {
        String pid = spare.has("pid") ? "pid " + spare.number("pid") : "no pid yet";
        String memory =
                spare.optionalNumber("rssBytes").isPresent() ? ", " + Figures.bytes(spare.number("rssBytes")) : "";
        String phase = spare.text("phase");
        return pid + memory + (phase.equals("READY") ? "" : ", " + phase);
    }
}
