package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.DiskFullException;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Uninterrupted;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background duties of the processes that have a queue open. Each is ready for them twice a second, and does those of all when
 * nobody else has just done so, beside telling our own of cancelled jobs and writing down how far they are: recover dead peers, tell whether the last job
 * of a killed producer was published, make the next segment ahead of need, remove finished ones.
 */
final class Housekeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final QueueDirectory directory;
    private final Segments segments;
    private final Mover mover;
    private final TickPuts tickPuts;
    private final RunningJobs ours;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean called;

    Housekeeper(QueueDirectory directory, Segments segments, Mover mover, TickPuts tickPuts, RunningJobs ours) {
        this.directory = directory;
        this.segments = segments;
        this.mover = mover;
        this.tickPuts = tickPuts;
        this.ours = ours;
        this.thread = new Thread(
                this::run, "muster-queue-" + directory.files().directory().getFileName());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Looks after things now rather than at the next beat. Any thread. */
    void wake() {
        called = true;
        LockSupport.unpark(thread);
    }

    /** Stops and waits for the end of what is being done. */
    void stop() {
        stopping = true;
        wake();
        Uninterrupted.join(thread);
    }

    private void run() {
        ClockWatch clock = new ClockWatch();
        while (!stopping) {
            String notice = clock.look();
            if (!notice.isEmpty()) {
                LOG.warn("{}: {}", directory, notice);
            }
            try {
                round();
            } catch (DiskFullException e) {
                LOG.debug("{}: moving jobs", directory, e); // those who put hear of it
            } catch (RuntimeException | Error e) {
                LOG.warn("{}: housekeeping failed; trying again in 500 ms", directory, e);
            }
            if (!stopping) {
                long due = TimeUnit.MILLISECONDS.toNanos(mover.nextDueMs() - System.currentTimeMillis());
                LockSupport.parkNanos(Math.max(SHORTEST_NANOS, Math.min(PERIOD_NANOS, due)));
            }
        }
    }

    private void round() {
        ours.beat();
        for (Lane lane : Lane.values()) {
            LedgerFile ledger = current(directory, lane);
            if (ledger != null && ledger.written() >= ledger.capacity() * 3L / 4) {
                prepareNext(lane);
            }
        }
        long now = System.currentTimeMillis();
        boolean patrol = directory.control().takePatrol(now) || called;
        called = false;
        if (patrol) {
            directory.recoverDead();
            settleTail(directory, segments);
            tickPuts.settleAll();
        }
        if (patrol || mover.nextDueMs() <= now) {
            mover.round(now);
        }
    }

    /** Needs room on the disk, which must not keep the other duties waiting. */
    private void prepareNext(Lane lane) {
        try {
            segments.prepareNext(lane);
        } catch (DiskFullException e) {
            LOG.debug("{}: next segment", directory, e);
        }
    }

    private static @Nullable LedgerFile current(QueueDirectory directory, Lane lane) {
        return directory.control().has(lane)
                ? directory.ledgers().find(directory.control().current(lane))
                : null;
    }

    /**
     * Marks the last job as published if its document is there: its producer was killed between the two. Until somebody does
     * this, counts taken from the ledger alone leave the job out.
     */
    static void settleTail(QueueDirectory directory, Segments segments) {
        for (Lane lane : Lane.values()) {
            LedgerFile ledger = current(directory, lane);
            if (ledger != null && ledger.published() < ledger.written()) {
                settleTail(ledger, segments);
            }
        }
    }

    private static void settleTail(LedgerFile ledger, Segments segments) {
        int last = ledger.written() - 1;
        Segment segment = segments.acquire(ledger.segment());
        if (segment == null) {
            return;
        }
        try (ExcerptTailer tailer = segment.tailer()) {
            if (JobWord.state(ledger.word(last)) == JobWord.STAGED && isPublished(tailer, last)) {
                ledger.publish(last, System.currentTimeMillis());
            }
        } finally {
            segments.release(segment);
        }
    }

    private static boolean isPublished(ExcerptTailer tailer, int index) {
        if (!Segment.moveTo(tailer, index)) {
            return false;
        }
        try (DocumentContext document = tailer.readingDocument()) {
            return document.isPresent() && Segment.index(document) == index;
        }
    }
}
