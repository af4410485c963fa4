package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.Tick;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.SlotLocks;
import dev.muster.queue.ledger.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one job for each tick of a timetable, one at a time over all processes. The job's place is written down within the journal's lock,
 * before it is published; whoever finds such a place later looks whether the job is there, and only then says that the tick is over. The
 * unique key makes the job known at its place, and over a reboot, when all places are others. Thread-safe.
 */
final class TickPuts {

    /** A clock that is further off than this was wrong. */
    static final Duration AHEAD = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(TickPuts.class);

    private final QueueDirectory directory;
    private final Enqueuers enqueuers;
    private final Ticks ticks;
    private final DocumentReader reader;
    private final ReentrantLock lock = new ReentrantLock();

    TickPuts(QueueDirectory directory, Segments segments, Enqueuers enqueuers) {
        this.directory = directory;
        this.enqueuers = enqueuers;
        this.ticks = directory.ticks();
        this.reader = new DocumentReader(directory, segments);
    }

    /** A put of a timetable's job, in words. */
    record Put(String timetable, Instant at, Job job, Bounds bounds) {

        private String key() {
            return TickPuts.key(timetable, at);
        }
    }

    private static String key(String timetable, Instant at) {
        return timetable + "@" + at;
    }

    /**
     * Puts the job, unless its tick is over.
     *
     * @param durable called with the job's id when it is published, before the tick is over; returns it
     * @return its id; a negative number that says why not, {@link Long#MIN_VALUE} when the tick is over
     */
    long put(Put put, LongUnaryOperator durable) {
        lock.lock();
        try {
            directory.locks().lock(SlotLocks.TICKS);
            try {
                long now = System.currentTimeMillis();
                ticks.open(put.timetable).ifPresent(this::settle);
                if (isOver(put, Instant.ofEpochMilli(now))) {
                    return Long.MIN_VALUE;
                }
                long id = enqueuers.put(put.job.withUniqueKey(put.key()), now, put.bounds, place -> {
                    ticks.open(new Ticks.Open(put.timetable, put.at, place));
                    CrashPoint.TICK_OPENED.reach();
                });
                if (id >= 0) {
                    over(put.timetable, new Tick(put.at, JobId.of(durable.applyAsLong(id))));
                } else {
                    ticks.close(put.timetable);
                }
                return id;
            } finally {
                directory.locks().unlock(SlotLocks.TICKS);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Put put, Instant now) {
        Optional<Instant> last = ticks.last(put.timetable).map(Tick::at);
        boolean wrong = last.isPresent() && last.get().isAfter(now.plus(AHEAD));
        if (wrong) {
            LOG.warn(
                    "{}: the last tick of {} lies ahead, at {}: the clock was wrong then; it does not count",
                    directory,
                    put.timetable,
                    last.get());
        }
        return last.isPresent() && !wrong && !put.at.isAfter(last.get());
    }

    private void over(String timetable, Tick tick) {
        ticks.over(timetable, tick);
        CrashPoint.TICK_OVER.reach();
        ticks.close(timetable);
    }

    /** Somebody died over it, or failed. */
    private void settle(Ticks.Open open) {
        boolean told = ticks.last(open.timetable())
                .filter(last -> last.at().equals(open.at()))
                .isPresent();
        JobDocument.@Nullable Stored there = told ? null : reader.at(open.place());
        boolean published = there != null && there.job().uniqueKey().equals(key(open.timetable(), open.at()));
        if (there != null && published) {
            over(open.timetable(), new Tick(open.at(), JobId.of(there.origin())));
        } else {
            ticks.close(open.timetable());
        }
    }

    /** Settles what the dead have left, unless somebody is at it. A segment that it lies in could not be removed before. */
    void settleAll() {
        if (ticks.open().isEmpty() || !lock.tryLock()) {
            return;
        }
        try {
            if (directory.locks().tryLock(SlotLocks.TICKS)) {
                try {
                    ticks.open().forEach(this::settle);
                } finally {
                    directory.locks().unlock(SlotLocks.TICKS);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<Tick> last(String timetable) {
        return ticks.last(timetable);
    }
}
