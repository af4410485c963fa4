package dev.muster.supervisor.cli.top;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of the fleet: the last sample, and what only two or more of them can tell. Immutable.
 *
 * @param trends of each queue
 * @param trouble why the master does not answer; empty when it does
 */
record Model(Sample now, Map<String, Trends> trends, String trouble) {

    /** @param rate jobs done each second */
    record Trends(Trend backlog, Trend rate) {
        static final Trends NONE = new Trends(Trend.NONE, Trend.NONE);
    }

    static Model of(Sample first) {
        Map<String, Trends> trends = new HashMap<>();
        for (QueueRow queue : first.queues()) {
            trends.put(queue.name(), new Trends(Trend.NONE.with(queue.backlog()), Trend.NONE));
        }
        return new Model(first, Map.copyOf(trends), "");
    }

    Model with(Sample later) {
        double millis = (later.atNanos() - now.atNanos()) / 1e6;
        Map<String, WorkerRow> before = new HashMap<>();
        now.workers().forEach(worker -> before.put(worker.id(), worker));
        List<WorkerRow> workers = later.workers().stream()
                .map(worker -> measured(worker, before, millis))
                .toList();
        Sample sample = new Sample(later.atNanos(), later.fleet(), later.master(), workers, later.queues());
        return new Model(sample, grown(later, millis), "");
    }

    Model without(String why) {
        return new Model(now, trends, why);
    }

    private static WorkerRow measured(WorkerRow worker, Map<String, WorkerRow> before, double millis) {
        WorkerRow old = before.get(worker.id());
        return old == null ? worker : worker.withCpu(worker.usage().since(old.usage(), millis));
    }

    private Map<String, Trends> grown(Sample later, double millis) {
        Map<String, Long> done = new HashMap<>();
        now.queues().forEach(queue -> done.put(queue.name(), queue.done()));
        Map<String, Trends> grown = new HashMap<>();
        for (QueueRow queue : later.queues()) {
            Trends old = trends.getOrDefault(queue.name(), Trends.NONE);
            long more = Math.max(0, queue.done() - done.getOrDefault(queue.name(), queue.done()));
            long rate = millis <= 0 ? 0 : Math.round(1000.0 * more / millis);
            grown.put(
                    queue.name(),
                    new Trends(old.backlog().with(queue.backlog()), old.rate().with(rate)));
        }
        return Map.copyOf(grown);
    }

    Trends trends(QueueRow queue) {
        return trends.getOrDefault(queue.name(), Trends.NONE);
    }
}
