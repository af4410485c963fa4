package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.control.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers of a master as these tests need them. Pure functions. */
final class Fleets {
    static final Look PLAIN = new Look(false, false, true);

    private Fleets() {}

    /** A worker that is up: its process has worked for so many milliseconds in the ten seconds of its life. */
    static Map<String, Object> worker(String id, String phase, long cpuMs) {
        Map<String, Object> worker = new LinkedHashMap<>();
        worker.put("id", id);
        worker.put("service", id.substring(0, Math.max(0, id.lastIndexOf('.'))));
        worker.put("incarnation", 1L);
        worker.put("goal", phase.equals("STOPPED") ? "DOWN" : "UP");
        worker.put("phase", phase);
        worker.put("restarts", 0L);
        worker.put("reason", "started");
        if (!phase.equals("STOPPED")) {
            worker.put("pid", 4711L);
            worker.put("uptimeMs", 10_000L);
            worker.put("rssBytes", 95L << 20);
            worker.put("cpuMs", cpuMs);
        }
        return worker;
    }

    static Map<String, Object> with(Map<String, Object> object, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(object);
        changed.put(name, value);
        return changed;
    }

    static Map<String, Object> queue(String name, long ready, long done) {
        Map<String, Object> queue = new LinkedHashMap<>();
        queue.put("name", name);
        queue.put("ready", ready);
        queue.put("running", 2L);
        queue.put("delayed", 0L);
        queue.put("dead", 0L);
        queue.put("done", done);
        queue.put("oldestReadyMs", 9000L);
        return queue;
    }

    static Sample sample(long second, List<Map<String, Object>> workers, List<Map<String, Object>> queues) {
        Map<String, Object> status = Map.of(
                "fleet",
                "demo",
                "master",
                Map.of("pid", 99L, "phase", "RUNNING", "uptimeMs", 252_000L),
                "workers",
                workers,
                "queues",
                queues);
        return Sample.of(Fields.of(status), second * 1_000_000_000);
    }

    /** Two printers and one that was stopped, and a queue that has grown for three seconds. */
    static Model demo() {
        Model model = Model.of(demo(0));
        for (int second = 1; second <= 3; second++) {
            model = model.with(demo(second));
        }
        return model;
    }

    private static Sample demo(int second) {
        return sample(
                second,
                List.of(
                        worker("printer.1", "READY", 1000 + 420L * second),
                        worker("printer.2", "BACKOFF", 1000 + 80L * second),
                        worker("producer.1", "STOPPED", 0)),
                List.of(queue("numbers", 100L * second, 500L * second)));
    }

    static Model crowd(int workers) {
        List<Map<String, Object>> all = new java.util.ArrayList<>();
        for (int i = 1; i <= workers; i++) {
            all.add(worker("clerk." + i, "READY", i));
        }
        return Model.of(sample(0, all, List.of()));
    }
}
