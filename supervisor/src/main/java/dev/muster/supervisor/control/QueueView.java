package dev.muster.supervisor.control;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueCounters.Timing;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.QueueFigures;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of a queue, by the master and by the command line alike. Pure functions. */
public final class QueueView {

    private QueueView() {}

    /** One queue as an object of the protocol. */
    public static Map<String, @Nullable Object> of(String name, QueueFigures figures) {
        QueueStats stats = figures.stats();
        Map<String, @Nullable Object> queue = new LinkedHashMap<>();
        queue.put("name", name);
        queue.put("ready", stats.ready());
        queue.put("delayed", stats.delayed());
        queue.put("running", stats.running());
        queue.put("dead", stats.dead());
        queue.put("done", stats.done());
        queue.put("puts", stats.puts());
        queue.put("oldestReadyMs", stats.oldestReadyMs());
        queue.putAll(pause(figures.pausedUntil()));
        QueueCounters counters = figures.counters();
        queue.put("claims", counters.claims());
        queue.put("acks", counters.acks());
        queue.put("retries", counters.retries());
        queue.put("releases", counters.releases());
        queue.put("buries", counters.buries());
        queue.put("crashes", counters.crashes());
        queue.put("interruptions", counters.interruptions());
        queue.put("rejected", counters.rejected());
        queue.put("fenced", counters.fenced());
        queue.put("queueTimeMs", timing(counters.queueTime()));
        queue.put("runTimeMs", timing(counters.runTime()));
        return queue;
    }

    /** Whether a queue is paused, and until when; null when that has no end. */
    public static Map<String, @Nullable Object> pause(Optional<Instant> until) {
        Map<String, @Nullable Object> pause = new LinkedHashMap<>();
        pause.put("paused", until.isPresent());
        pause.put(
                "pausedUntil",
                until.filter(end -> !end.equals(Instant.MAX))
                        .map(Instant::toString)
                        .orElse(null));
        return pause;
    }

    private static Map<String, Object> timing(Timing timing) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("count", timing.count());
        object.put("p50", timing.p50());
        object.put("p90", timing.p90());
        object.put("p99", timing.p99());
        return object;
    }
}
