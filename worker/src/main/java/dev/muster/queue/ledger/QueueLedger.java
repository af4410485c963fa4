package dev.muster.queue.ledger;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import dev.muster.queue.Tick;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A queue's files as the master sees them: who died, what is left, without loading the engine. The queue need not exist yet;
 * then there is nothing to recover and every count is zero. Thread-safe.
 */
public final class QueueLedger implements AutoCloseable {

    private final Path directory;
    private volatile @Nullable QueueDirectory queue;
    private volatile boolean master;

    private QueueLedger(Path directory) {
        this.directory = directory;
    }

    /** Looks at the queue in a directory; the directory may appear later. */
    public static QueueLedger open(Path directory) {
        return new QueueLedger(directory);
    }

    /**
     * Gives back what a dead worker process held and wakes a waiting consumer. Call it when the exit was reaped: a living
     * process is not touched.
     *
     * @param startTicks the process's start time as in /proc/pid/stat, so that a reused pid is not mistaken for it
     * @return the number of jobs given back
     */
    public int recover(int pid, long startTicks) {
        return onQueue(queue -> queue.recover(pid, startTicks));
    }

    /**
     * Whether a process that died held jobs, whoever has given them back since.
     *
     * @return perhaps false when its slots have been taken by others already
     */
    public boolean heldJobs(int pid, long startTicks) {
        return current().map(queue -> queue.heldJobs(pid, startTicks)).orElse(false);
    }

    /**
     * Writes down how a worker ended that held jobs, for their dead letters. By the master only, one thread at a time.
     *
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    public void report(CrashReports.Report report) {
        existing().ifPresent(queue -> queue.crashReports().append(report));
    }

    /** Gives back what every dead worker held, whoever it was. Idempotent. @return the number of jobs given back */
    public int recoverAll() {
        return onQueue(QueueDirectory::recoverDead);
    }

    /**
     * As {@link #recoverAll}, at the start of a master: whoever is dead by now died with the former one, or without any, and that is
     * not held against its jobs. They were interrupted.
     */
    public int recoverInterrupted() {
        return onQueue(QueueDirectory::recoverInterrupted);
    }

    /**
     * Exact counts, all zero as long as the queue does not exist. A job whose producer was killed in the very moment of
     * publishing it may be missing from the counts until the next process with the engine looks at it, half a second later.
     */
    public QueueStats stats() {
        return existing()
                .map(queue -> Census.count(queue, System.currentTimeMillis()))
                .orElseGet(() -> new QueueStats(0, 0, 0, 0, 0, 0, 0));
    }

    /** What happened, all zero as long as the queue does not exist. */
    public QueueCounters counters() {
        return existing().map(Census::counters).orElse(QueueCounters.NONE);
    }

    /** All that is told of a queue at one moment. */
    public QueueFigures figures() {
        return new QueueFigures(stats(), counters(), pausedUntil());
    }

    /** The last tick of a timetable that has its job. */
    public Optional<Tick> lastTick(String timetable) {
        return existing().flatMap(queue -> queue.ticks().last(timetable));
    }

    /** Until when no job is handed out: empty when the queue is not paused, {@link Instant#MAX} when that has no end. */
    public Optional<Instant> pausedUntil() {
        long now = System.currentTimeMillis();
        return existing().flatMap(queue -> queue.control().pauseEnd(now));
    }

    /** Stops handing out jobs for a while; {@link Duration#ZERO} for without an end. Makes the queue if there is none. */
    public void pause(Duration time) {
        long end = time.isZero() ? Long.MAX_VALUE : System.currentTimeMillis() + time.toMillis();
        QueueDirectory.open(directory, QueueDirectory.DEFAULT_SEGMENT_JOBS, false)
                .pauseUntil(end);
    }

    /** Hands out jobs again. */
    public void resume() {
        existing().ifPresent(queue -> queue.pauseUntil(0));
    }

    /**
     * Makes this process the queue's master, creating the directory if need be, until {@link #close} or its death.
     *
     * @throws QueueInUseException when another process is
     */
    public synchronized void lockAsMaster() {
        QueueDirectory opened = QueueDirectory.open(directory, QueueDirectory.DEFAULT_SEGMENT_JOBS, false);
        if (!opened.locks().tryLock(SlotLocks.MASTER)) {
            throw new QueueInUseException(directory, opened.control().masterPid());
        }
        master = true;
        keep(opened);
    }

    private void keep(QueueDirectory opened) {
        if (master && !opened.isFormer()) {
            opened.control().masterPid(ProcessIdentity.self().pid());
        }
        queue = opened;
    }

    private int onQueue(ToIntFunction<QueueDirectory> action) {
        Optional<QueueDirectory> current = current();
        return current.isPresent() ? action.applyAsInt(current.get()) : 0;
    }

    /**
     * Whether the machine was started anew since somebody last had the queue open. Then it may be looked at; only the engine can read it
     * again, and does so when it opens the queue.
     */
    public boolean isFormer() {
        return existing().map(QueueDirectory::isFormer).orElse(false);
    }

    /** The queue, when it may be worked with. */
    private Optional<QueueDirectory> current() {
        return existing().filter(queue -> !queue.isFormer());
    }

    private Optional<QueueDirectory> existing() {
        QueueDirectory known = queue;
        if (known != null && !known.isFormer()) {
            return Optional.of(known);
        }
        Optional<QueueDirectory> found = QueueDirectory.openExisting(directory);
        found.ifPresent(this::keep);
        return found;
    }

    @Override
    public synchronized void close() {
        QueueDirectory opened = queue;
        if (master && opened != null) {
            master = false;
            opened.locks().unlock(SlotLocks.MASTER);
        }
    }

    @Override
    public String toString() {
        return "queue ledger " + directory;
    }
}
