package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.ComingUp;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The fleet in one line, for {@code systemctl status}: {@code 5/6 ready, 12 jobs queued; not ready: printer.2 (BACKOFF)}. Pure functions. */
final class StatusLine {
    private static final int MOST_NAMES = 3;

    private StatusLine() {}

    /**
     * @param queued jobs that wait, in all queues together; empty when there is no queue
     * @param trouble what else is to be said; may be empty
     */
    static String of(FleetSnapshot fleet, OptionalLong queued, String trouble) {
        String text = fleet.stopping() ? leaving(fleet) : ready(fleet.workers());
        if (queued.isPresent()) {
            text += ", " + queued.getAsLong() + (queued.getAsLong() == 1 ? " job queued" : " jobs queued");
        }
        if (!fleet.stopping()) {
            text += missing(fleet.workers());
        }
        return trouble.isEmpty() ? text : text + "; " + trouble;
    }

    private static String ready(List<Worker> workers) {
        long wanted = workers.stream().filter(ComingUp::needs).count();
        long there = workers.stream()
                .filter(worker -> ComingUp.needs(worker) && worker.serves())
                .count();
        return there + "/" + wanted + " ready";
    }

    private static String leaving(FleetSnapshot fleet) {
        long left = fleet.workers().stream()
                .filter(worker -> worker.phase().alive())
                .count();
        return "stopping, " + left + (left == 1 ? " worker left" : " workers left");
    }

    private static String missing(List<Worker> workers) {
        List<Worker> missing = workers.stream()
                .filter(worker -> ComingUp.needs(worker) && !worker.serves())
                .toList();
        if (missing.isEmpty()) {
            return "";
        }
        String names = missing.stream()
                .limit(MOST_NAMES)
                .map(worker -> worker.id() + " (" + worker.phase() + ")")
                .collect(Collectors.joining(", "));
        int more = missing.size() - MOST_NAMES;
        return "; not ready: " + names + (more > 0 ? " and " + more + " more" : "");
    }
}
