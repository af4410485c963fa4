package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.control.Fields;
import java.util.ArrayList;
import java.util.List;

/** What cannot be had of the configuration on this machine, or for the moment: of a status, a plan or an apply. Thread-safe. */
public final class Warnings {

    private Warnings() {}

    /** One line for each. */
    public static List<String> lines(Fields answer) {
        List<String> lines = new ArrayList<>();
        answer.texts("warnings").forEach(warning -> lines.add("warning: " + warning));
        if (answer.has("crons")) {
            for (Fields cron : answer.objects("crons")) {
                cron.optionalText("trouble")
                        .ifPresent(
                                why -> lines.add("warning: cron " + cron.text("name") + " cannot put its job: " + why));
            }
        }
        return lines;
    }
}
