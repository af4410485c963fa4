package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.wire.WorkerEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables that name a worker: a text of a probe may have {@code ${MUSTER_SLOT}}, a command finds them around itself. Pure. */
final class Names {

    private static final String PID = "MUSTER_PID";

    private Names() {}

    static Map<String, String> of(Worker worker) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(WorkerEnvironment.WORKER, worker.id().toString());
        names.put(WorkerEnvironment.SERVICE, worker.id().service());
        names.put(WorkerEnvironment.SLOT, Integer.toString(worker.id().slot()));
        names.put(WorkerEnvironment.INCARNATION, Integer.toString(worker.incarnation()));
        names.put(PID, Integer.toString(worker.pid().orElse(0)));
        return names;
    }

    static String filledIn(String text, Worker worker) {
        if (!text.contains("${")) {
            return text;
        }
        String filled = text;
        for (Map.Entry<String, String> name : of(worker).entrySet()) {
            filled = filled.replace("${" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }
}
