package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.daemon.Headroom.Use;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.ProcStat;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What workers take of the machine between two looks. One thread. */
final class ServiceUse {

    private Map<Integer, ProcStat> before = Map.of();
    private Map<Integer, ProcStat> now = Map.of();
    private long beforeNanos;
    private long nowNanos;

    /** Looks at the processes of these workers. */
    void look(Collection<Worker> workers) {
        before = now;
        beforeNanos = nowNanos;
        nowNanos = System.nanoTime();
        Map<Integer, ProcStat> seen = new HashMap<>();
        for (Worker worker : workers) {
            if (worker.pid().isPresent()) {
                stat(worker.pid().getAsInt()).ifPresent(stat -> seen.put(stat.pid(), stat));
            }
        }
        now = seen;
    }

    private static Optional<ProcStat> stat(int pid) {
        try {
            return ProcStat.read(pid);
        } catch (NativeException hardened) {
            return Optional.empty();
        }
    }

    /** Processors that all who were looked at kept busy since the last look; negative after the first. */
    double cpus() {
        return before.isEmpty() ? -1 : cpus(List.copyOf(now.values()));
    }

    private double cpus(Collection<ProcStat> processes) {
        long millis = 0;
        for (ProcStat stat : processes) {
            ProcStat was = before.get(stat.pid());
            boolean same = was != null && was.startTicks() == stat.startTicks();
            millis += stat.cpuMillis() - (same && was != null ? was.cpuMillis() : 0);
        }
        return (double) millis / Math.max(1, TimeUnit.NANOSECONDS.toMillis(nowNanos - beforeNanos));
    }

    /**
     * Of the workers of one service.
     *
     * @param more processes that are on their way beside them
     */
    Use of(Collection<Worker> workers, long more) {
        List<ProcStat> ready = workers.stream()
                .filter(worker -> worker.phase() == Phase.READY)
                .flatMap(worker -> known(worker).stream())
                .toList();
        long largest = ready.stream().mapToLong(ProcStat::rssBytes).max().orElse(0);
        long promised = workers.stream()
                .filter(worker -> !worker.surplus() && worker.phase() == Phase.STARTING)
                .mapToLong(worker -> Math.max(
                        0, largest - known(worker).map(ProcStat::rssBytes).orElse(0L)))
                .sum();
        return new Use(largest, promised + more * largest, before.isEmpty() ? -1 : cpus(ready), ready.size());
    }

    private Optional<ProcStat> known(Worker worker) {
        return worker.pid().isPresent()
                ? Optional.ofNullable(now.get(worker.pid().getAsInt()))
                : Optional.empty();
    }
}
