package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.CronSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What is another about the jobs that are put at times. Pure. */
final class CronDiff {

    private CronDiff() {}

    /** One change for each that is new, no more, or different. */
    static List<Change> between(Map<String, CronSpec> before, Map<String, CronSpec> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            CronSpec old = before.get(name);
            CronSpec now = after.get(name);
            if (old == null && now != null) {
                changes.add(change(name, "new: " + text(now)));
            } else if (old != null && now == null) {
                changes.add(change(name, "no more"));
            } else if (old != null && now != null && !old.equals(now)) {
                boolean shown = !text(old).equals(text(now));
                changes.add(change(name, shown ? text(old) + " -> " + text(now) : "another job or policy"));
            }
        }
        return changes;
    }

    private static Change change(String name, String text) {
        return new Change("cron." + name, Change.Kind.LIVE, text);
    }

    /** Without the payload, which may be secret. */
    private static String text(CronSpec cron) {
        return cron.schedule() + " " + cron.zone() + " into " + cron.queue();
    }
}
