package dev.muster.supervisor.daemon;

import dev.muster.queue.QueueLocation;
import dev.muster.queue.Tick;
import dev.muster.queue.ledger.CrashReports;
import dev.muster.queue.ledger.QueueFigures;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.queue.ledger.Witness;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.QueueSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master's hand in the queues: gives back what a dead worker held the moment its exit is known, and counts. It reads the
 * ledgers only; the queues' own engine is never loaded here. Thread-safe; recovery runs on a thread of its own, because
 * the loop must not wait for a disk.
 */
final class QueueKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueKeeper.class);
    private static final String ENGINE = "chronicle";
    private static final long STATS_FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> Threads.daemon("muster-queues", task));
    private volatile Map<String, Followed> queues = Map.of();
    private volatile Counted counted = new Counted(Map.of(), System.nanoTime() - STATS_FRESH_NANOS);

    private record Followed(Path directory, QueueLedger ledger) {}

    /** Follows the configuration: opens what is new or has moved, closes what is gone, keeps the rest. */
    synchronized void follow(FleetSpec fleet) {
        Map<String, Followed> before = queues;
        Map<String, Followed> now = new LinkedHashMap<>();
        for (QueueSpec queue : fleet.queues().values()) {
            QueueLocation location = QueueLocation.of(queue.url());
            if (ENGINE.equals(location.scheme())) {
                Path directory = Path.of(location.path());
                Followed kept = before.get(queue.name());
                boolean same = kept != null && kept.directory().equals(directory);
                now.put(queue.name(), same ? kept : new Followed(directory, QueueLedger.open(directory)));
            }
        }
        queues = now;
        before.forEach((name, followed) -> {
            if (!followed.equals(now.get(name))) {
                thread.execute(followed.ledger()::close);
            }
        });
    }

    /** At the start of a master: whoever held a job and is dead by now did not end under our eyes. */
    void recoverAll() {
        queues.forEach((name, followed) -> {
            int jobs = followed.ledger().recoverInterrupted();
            if (jobs > 0) {
                LOG.info("queue {}: {} jobs of workers that died without a master are ready again", name, jobs);
            }
        });
    }

    /**
     * A worker's process has ended. Returns at once.
     *
     * @param drained completes when all that it wrote is in its log, with the time
     * @param autopsy asked after that, if it held jobs: what is known of its end
     */
    void workerDied(Witness dead, CompletionStage<Instant> drained, Function<Instant, CrashReports.Report> autopsy) {
        thread.execute(() -> {
            Map<String, Followed> bereaved = new LinkedHashMap<>();
            queues.forEach((name, followed) -> {
                if (recover(dead, name, followed)) {
                    bereaved.put(name, followed);
                }
            });
            if (!bereaved.isEmpty()) {
                drained.thenAcceptAsync(at -> report(bereaved, autopsy.apply(at)), thread);
            }
        });
    }

    /** @return whether it held jobs of the queue */
    private static boolean recover(Witness dead, String name, Followed followed) {
        try {
            int jobs = followed.ledger().recover(dead.pid(), dead.startTicks());
            if (jobs > 0) {
                LOG.info("{}: died with {} jobs of queue {} (they are ready again)", dead.worker(), jobs, name);
            }
            return jobs > 0 || followed.ledger().heldJobs(dead.pid(), dead.startTicks());
        } catch (RuntimeException e) {
            LOG.error("{}: cannot give back its jobs of queue {}; another worker will", dead.worker(), name, e);
            return false;
        }
    }

    private static void report(Map<String, Followed> bereaved, CrashReports.Report report) {
        bereaved.forEach((name, followed) -> {
            try {
                followed.ledger().report(report);
            } catch (RuntimeException e) {
                LOG.warn(
                        "{}: its end ({}) cannot be told to queue {}: {}",
                        report.witness().worker(),
                        report.exit(),
                        name,
                        e.toString());
            }
        });
    }

    /** Exact counts, at most 100 ms old. */
    Map<String, QueueFigures> figures() {
        Counted last = counted;
        if (System.nanoTime() - last.atNanos() < STATS_FRESH_NANOS) {
            return last.figures();
        }
        Map<String, QueueFigures> figures = new LinkedHashMap<>();
        queues.forEach((name, followed) -> figures.put(name, followed.ledger().figures()));
        counted = new Counted(figures, System.nanoTime());
        return figures;
    }

    /** The last time of a cron that has its job, by the files of its queue. */
    Optional<Tick> lastTick(String queue, String cron) {
        return Optional.ofNullable(queues.get(queue))
                .flatMap(followed -> followed.ledger().lastTick(cron));
    }

    /** Exact counts of one queue; empty when it is not among those that are followed. */
    Optional<QueueFigures> figures(String queue) {
        return Optional.ofNullable(queues.get(queue))
                .map(followed -> followed.ledger().figures());
    }

    /** Waits for recoveries under way, up to five seconds. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("queue recovery is still busy; the next start will do the rest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queues.values().forEach(followed -> followed.ledger().close());
    }

    private record Counted(Map<String, QueueFigures> figures, long atNanos) {}
}
