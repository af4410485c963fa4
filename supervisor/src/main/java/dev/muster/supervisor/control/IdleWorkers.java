package dev.muster.supervisor.control;

import dev.muster.queue.ledger.QueueFigures;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.QueueSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds workers that have no job in hand beside a queue that has some for them. Nobody is idle in the middle of a job, beside a queue that
 * is paused or has as many jobs running as it may, or by a role that its service was never seen to claim by. Thread-safe.
 */
public final class IdleWorkers {
    private static final Duration STALLED = Duration.ofSeconds(30);

    private final WorkerChannels channels;
    private final QueueStatsSource queues;

    /**
     * An idle worker, as far as its last heartbeat tells, which is up to two seconds old.
     *
     * @param claimed jobs that this life has claimed so far
     * @param forMillis for how long there has been a job that it has not claimed
     * @param why as a sentence
     */
    public record Idle(long claimed, long forMillis, String why) {}

    public IdleWorkers(WorkerChannels channels, QueueStatsSource queues) {
        this.channels = channels;
        this.queues = queues;
    }

    public Optional<Idle> idle(Worker worker) {
        Map<String, QueueSpec> roles = worker.spec().launch().queues();
        if (worker.phase() != Phase.READY || roles.isEmpty()) {
            return Optional.empty();
        }
        return channels.report(worker.id(), worker.incarnation())
                .filter(report -> report.heartbeat().jobs().running() == 0)
                .flatMap(report -> roles.entrySet().stream()
                        .filter(role -> channels.consumes(worker.id().service(), role.getKey()))
                        .flatMap(role -> beside(role.getValue(), report).stream())
                        .findFirst());
    }

    /** One that has been idle for so long that it cannot be a heartbeat that is on its way. */
    Optional<Idle> stalled(Worker worker) {
        long patience = worker.spec()
                .policy()
                .liveness()
                .stalled()
                .filter(time -> time.compareTo(STALLED) < 0)
                .orElse(STALLED)
                .toMillis();
        return idle(worker).filter(found -> found.forMillis() >= patience);
    }

    private Optional<Idle> beside(QueueSpec queue, WorkerChannels.Report report) {
        QueueFigures figures = queues.figures().get(queue.name());
        if (figures == null
                || figures.pausedUntil().isPresent()
                || figures.stats().ready() == 0) {
            return Optional.empty();
        }
        boolean full = queue.limits()
                .maxRunning()
                .filter(most -> figures.stats().running() >= most)
                .isPresent();
        if (full) {
            return Optional.empty();
        }
        long idleMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - report.activeAt());
        return Optional.of(new Idle(
                report.claimed(),
                Math.min(idleMillis, figures.stats().oldestReadyMs()),
                "claims nothing though queue " + queue.name() + " has jobs"));
    }
}
