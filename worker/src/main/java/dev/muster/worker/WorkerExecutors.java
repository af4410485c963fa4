package dev.muster.worker;

import dev.muster.concurrent.ExecutorStatistics;
import dev.muster.concurrent.MeasuredExecutor;
import dev.muster.wire.ExecutorCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The executors of this worker, which end with it. Thread-safe. */
final class WorkerExecutors {
    private final String worker;
    private final Map<String, MeasuredExecutor> known = new TreeMap<>(); // guarded by this
    private boolean ended; // guarded by this
    private boolean inline; // guarded by this

    WorkerExecutors(String worker) {
        this.worker = worker;
    }

    /**
     * @throws StoppingException once they have ended
     * @throws IllegalArgumentException when there is one of this name that has not been shut down
     */
    synchronized MeasuredExecutor add(MeasuredExecutor.Builder options) {
        if (ended) {
            throw new StoppingException(worker);
        }
        MeasuredExecutor made = inline ? MeasuredExecutor.inline() : options.build();
        MeasuredExecutor before = known.get(made.name());
        if (before != null && !before.isShutdown() && !inline) {
            throw new IllegalArgumentException(worker + " has an executor " + made.name()
                    + " already: it is to be made once, or to be closed before the next, or needs another name");
        }
        known.put(made.name(), made);
        return made;
    }

    /** Those that are made from now on run everything in their callers. */
    synchronized void inline() {
        inline = true;
    }

    synchronized Map<String, ExecutorCounters> counters() {
        Map<String, ExecutorCounters> counters = new TreeMap<>();
        known.forEach((name, executor) -> counters.put(name, counters(executor.statistics())));
        return counters;
    }

    private static ExecutorCounters counters(ExecutorStatistics now) {
        return new ExecutorCounters(
                now.submitted(),
                now.executed(),
                now.failures(),
                now.cancelled(),
                now.rejected(),
                now.queueTime().toMillis(),
                now.runTime().toMillis(),
                now.backlog(),
                now.running(),
                now.threads());
    }

    /** Their figures for people, under a heading; empty when there was never one. */
    synchronized String table() {
        if (known.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("executors of " + worker + ":\n");
        known.values().forEach(executor -> table.append("  ")
                .append(executor)
                .append(", ")
                .append(executor.statistics().executed())
                .append(" executed, ")
                .append(executor.statistics().failures())
                .append(" failed\n"));
        return table.toString();
    }

    /** Accepts nothing any more, and waits for what was accepted. */
    void awaitEnd() {
        List<MeasuredExecutor> all;
        synchronized (this) {
            ended = true;
            all = new ArrayList<>(known.values());
        }
        all.forEach(MeasuredExecutor::shutdown);
        all.forEach(MeasuredExecutor::close);
    }
}
