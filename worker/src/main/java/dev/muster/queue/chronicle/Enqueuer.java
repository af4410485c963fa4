package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.ledger.Census;
import dev.muster.queue.ledger.DiskFullException;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.openhft.chronicle.wire.UnrecoverableTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends jobs to a lane: stage the word, publish the document, mark the word. One appender a JVM under one lock; between processes the
 * journal's own lock decides. A producer that is killed has published its job or has not; what it staged is overwritten.
 * Thread-safe.
 */
final class Enqueuer {

    /** Returned instead of a job id when the backlog has reached its bound. */
    static final long FULL = -1;

    /** Returned when the queue takes as much of the disk as it may. */
    static final long FULL_BYTES = -4;

    /** Returned when the file system is as full as it may be, or full. */
    static final long LOW_DISK = -5;

    private static final Logger LOG = LoggerFactory.getLogger(Enqueuer.class);
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long SEALED = -2;
    private static final long RECOUNT = -3;

    private final QueueDirectory directory;
    private final Segments segments;
    private final Lane lane;
    private final UniquePuts unique;
    private final Runnable prepareNext;
    private final DiskSpace disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final JobDocument document = new JobDocument();
    private @Nullable Segment current;
    private boolean closed; // then this process has no slot any more, and counts as dead

    Enqueuer(
            QueueDirectory directory,
            Segments segments,
            Lane lane,
            UniquePuts unique,
            DiskSpace disk,
            Runnable prepareNext) {
        this.directory = directory;
        this.segments = segments;
        this.lane = lane;
        this.unique = unique;
        this.prepareNext = prepareNext;
        this.disk = disk;
    }

    /** What is appended: how its word begins, and under which conditions. */
    private interface Entry {
        Bounds bounds();

        /** @return false when the job must not be put */
        boolean stage(LedgerFile ledger, int index);

        /** The document is there. */
        default void publish(LedgerFile ledger, int index, long nowMs) {
            ledger.publish(index, nowMs);
        }
    }

    private class NewJob implements Entry {
        private final boolean keyed;
        private final long staged;
        private final Bounds bounds;
        private final long maxBacklog;

        NewJob(boolean keyed, long nowMs, long readyAtMs, Bounds bounds) {
            this.keyed = keyed;
            this.staged = JobWord.staged(nowMs, readyAtMs);
            this.bounds = bounds;
            this.maxBacklog = bounds.maxBacklog();
        }

        @Override
        public Bounds bounds() {
            return bounds;
        }

        @Override
        public boolean stage(LedgerFile ledger, int index) {
            if (!stageIfRoom(ledger, index)) {
                return false;
            }
            if (keyed) {
                unique.staged(JobIds.of(ledger.segment(), index)); // in the lock that this put came through
            }
            return true;
        }

        private boolean stageIfRoom(LedgerFile ledger, int index) {
            if (maxBacklog == Long.MAX_VALUE) {
                ledger.stage(index, staged);
                return true;
            }
            long here = ledger.base() + index - directory.control().knownSettled(lane);
            if (here >= maxBacklog) {
                return false;
            }
            // Staged first: of two who put into different lanes at the same time, at least one sees the other.
            ledger.stage(index, staged);
            if (here + Census.backlogBeside(directory, lane) >= maxBacklog) {
                ledger.unstage(index);
                return false;
            }
            return true;
        }
    }

    /** One of many: a word that is not a segment's last one is known to be published, so only the run's last one has to say so. */
    private final class JobOfRun extends NewJob {
        JobOfRun(long nowMs, Bounds bounds) {
            super(false, nowMs, nowMs, bounds);
        }

        @Override
        public void publish(LedgerFile ledger, int index, long nowMs) {}
    }

    private record Result(long nowMs) implements Entry {
        @Override
        public Bounds bounds() {
            return Bounds.NONE; // the job is done already
        }

        @Override
        public boolean stage(LedgerFile ledger, int index) {
            ledger.stage(index, JobWord.over(nowMs));
            return true;
        }
    }

    private final class Copy implements Entry {
        @Override
        public Bounds bounds() {
            return Bounds.NONE; // what is there already must not be held up by what may be
        }

        @Override
        public boolean stage(LedgerFile ledger, int index) {
            directory.moves().stage(ledger, index);
            return true;
        }
    }

    /** A job of an earlier boot, with the words that it had. */
    private record Survivor(long word, long tally) implements Entry {
        @Override
        public Bounds bounds() {
            return Bounds.NONE;
        }

        @Override
        public boolean stage(LedgerFile ledger, int index) {
            ledger.restore(index, word, tally);
            return true;
        }
    }

    /**
     * Appends a job; nobody is woken.
     *
     * @param replySlot the slot that waits for its result, or {@link JobDocument#NOBODY}
     * @return the job's id, or {@link #FULL}, {@link #FULL_BYTES} or {@link #LOW_DISK}
     * @throws IllegalStateException when the journal stays locked by a process that is alive, or the queue is closed here
     */
    long put(Job job, long nowMs, long readyAtMs, Bounds bounds, int replySlot) {
        boolean interrupted = Thread.interrupted(); // Chronicle gives up when interrupted, and closes channels
        lock.lock();
        try {
            requireOpen();
            document.prepare(job, nowMs, readyAtMs > nowMs ? readyAtMs : 0, replySlot);
            return append(new NewJob(!job.uniqueKey().isEmpty(), nowMs, readyAtMs, bounds), nowMs);
        } catch (DiskFullException e) {
            LOG.debug("{}: put refused", directory, e);
            return LOW_DISK;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Appends jobs that have neither delay nor key, as {@link #put} does, under one lock. If the process is killed in between, those
     * before that are there and the others are not.
     *
     * @param to behind the last one
     * @param ids where the ids go, each at its job's place
     * @return behind the last one that there was room for
     */
    int putRun(Job[] jobs, int from, int to, long[] ids, long nowMs, Bounds bounds) {
        boolean interrupted = Thread.interrupted();
        lock.lock();
        int next = from;
        try {
            requireOpen();
            Entry entry = new JobOfRun(nowMs, bounds);
            for (; next < to; next++) {
                document.prepare(jobs[next], nowMs, 0, JobDocument.NOBODY);
                ids[next] = appendOneOfMany(entry, nowMs);
                if (ids[next] < 0) {
                    break;
                }
            }
        } catch (DiskFullException e) {
            LOG.debug("{}: put refused", directory, e);
        } finally {
            if (next > from) {
                publish(ids[next - 1], nowMs);
            }
            unlockJournal();
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return next;
    }

    private void publish(long id, long nowMs) {
        LedgerFile ledger = directory.ledgers().find(JobIds.segment(id));
        if (ledger != null) { // or it was done and removed already
            ledger.publish(JobIds.index(id), nowMs);
        }
    }

    /**
     * Appends the copy of a job that is being moved, see {@link dev.muster.queue.ledger.Moves}.
     *
     * @throws DiskFullException when there is no room for it
     */
    void copy(JobDocument.Stored stored, long nowMs) {
        lock.lock();
        try {
            requireOpen();
            document.prepareCopy(stored);
            if (append(new Copy(), nowMs) < 0) {
                throw new DiskFullException(
                        directory.files().directory(), stored.job().payload().length);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends a job that an earlier boot left, to a queue that nobody else has yet.
     *
     * @return its place
     * @throws DiskFullException when there is no room for it
     */
    long restore(JobDocument.Stored stored, long word, long tally) {
        lock.lock();
        try {
            document.prepareCopy(stored);
            long place = append(new Survivor(word, tally), stored.putAtMs());
            if (place < 0) {
                throw new DiskFullException(
                        directory.files().directory(), stored.job().payload().length);
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Appends the result of a job; it is nobody's to claim. */
    void result(Job result, long origin, long nowMs) {
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            requireOpen();
            document.prepareResult(result, origin, nowMs);
            append(new Result(nowMs), nowMs);
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "queue " + directory.files().directory().getFileName() + " is closed");
        }
    }

    private long append(Entry entry, long nowMs) {
        try {
            return appendOneOfMany(entry, nowMs);
        } finally {
            unlockJournal();
        }
    }

    /** Keeps the journal's lock where it can, until {@link #unlockJournal}. */
    private long appendOneOfMany(Entry entry, long nowMs) {
        long deadline = 0; // the clock is asked only when something is in the way
        boolean counted = false;
        while (true) {
            Segment segment = current();
            if (!open(segment.end(), document.length(), deadline)) {
                deadline = deadline == 0 ? System.nanoTime() + DEADLINE_NANOS : deadline;
                continue;
            }
            long id = write(segment, entry, nowMs);
            if (id >= 0) {
                CrashPoint.PUT.reach();
                return id;
            }
            if (id == SEALED) {
                CrashPoint.SEALED.reach();
                segments.advance(segment.ledger().segment());
            } else if (id != RECOUNT) {
                return id;
            } else if (counted) {
                return FULL;
            } else {
                Census.settle(directory);
                counted = true;
            }
        }
    }

    private void unlockJournal() {
        Segment known = current;
        if (known != null) {
            known.end().unlock();
        }
    }

    private Segment current() {
        while (true) {
            int number = directory.control().current(lane);
            if (!directory.control().has(lane)) {
                segments.advance(number);
                continue;
            }
            Segment known = current;
            if (known != null && known.ledger().segment() == number) {
                return known;
            }
            if (known != null) {
                known.end().dropAppender();
                current = null;
                segments.release(known);
            }
            Segment opened = segments.acquire(number);
            if (opened != null) {
                current = opened;
                return opened;
            }
            if (directory.control().current(lane) == number) {
                throw new IllegalStateException(
                        directory + ": segment " + number + " is missing although it is the current one");
            }
        }
    }

    /** Takes the journal's lock; false to try again with a fresh appender, which recovery after a killed writer may need. */
    private boolean open(JournalEnd end, int bytes, long deadline) {
        try {
            end.open(bytes);
            return true;
        } catch (Exception e) { // a FileNotFoundException, too, though undeclared: all was done and removed meanwhile
            end.dropAppender();
            if (deadline != 0 && System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        directory + ": put failed, the journal stays locked by a producer that is alive but stopped",
                        e);
            }
            if (!(e instanceof UnrecoverableTimeoutException)) {
                LOG.debug("{}: opening a document again", directory, e);
                Thread.onSpinWait();
            }
            return false;
        }
    }

    private long write(Segment segment, Entry entry, long nowMs) {
        LedgerFile ledger = segment.ledger();
        JournalEnd end = segment.end();
        boolean written = false;
        try {
            int index = end.index();
            if (ledger.isSealed()) {
                return SEALED;
            }
            long position = end.position();
            if (index >= ledger.capacity() || position > entry.bounds().maxSegmentBytes()) {
                return seal(ledger, index, entry.bounds());
            }
            long refused = refused(segment, index, position + document.length(), entry.bounds(), nowMs);
            if (refused != 0) {
                return refused;
            }
            long id = JobIds.of(ledger.segment(), index);
            if (!entry.stage(ledger, index)) {
                return RECOUNT;
            }
            end.write(document, id);
            CrashPoint.STAGED.reach();
            written = true;
            end.publish();
            CrashPoint.PUBLISHED.reach();
            entry.publish(ledger, index, nowMs);
            if (index == ledger.capacity() * 3L / 4) {
                prepareNext.run();
            }
            return id;
        } finally {
            if (!written) {
                end.drop();
            }
        }
    }

    private long seal(LedgerFile ledger, int index, Bounds bounds) {
        boolean bounded = bounds.maxBytes() != Long.MAX_VALUE;
        if (bounded && directory.allocatedBytes() + Segment.emptyBytes(ledger.capacity()) > bounds.maxBytes()) {
            return makeWay(ledger, index) ? SEALED : FULL_BYTES;
        }
        ledger.seal(index);
        return SEALED;
    }

    /** Sees to it that the document finds the blocks that it needs. @return why it may not be written, 0 if it may */
    private long refused(Segment segment, int index, long end, Bounds bounds, long nowMs) {
        if (disk.usable(nowMs) < bounds.minFree()) {
            return makeWay(segment.ledger(), index) ? SEALED : LOW_DISK;
        }
        if (segment.hasRoom(index, end)) {
            return 0;
        }
        long bytes =
                bounds.maxBytes() == Long.MAX_VALUE ? Long.MAX_VALUE : bounds.maxBytes() - directory.allocatedBytes();
        long free = disk.usable() - bounds.minFree();
        try {
            if (segment.grow(index, end, Math.min(bytes, free))) {
                return 0;
            }
        } catch (DiskFullException e) {
            LOG.debug("{}: put refused", directory, e);
            return LOW_DISK;
        }
        return makeWay(segment.ledger(), index) ? SEALED : bytes < free ? FULL_BYTES : LOW_DISK;
    }

    /** A segment that is still appended to is never removed: leaves it, if nothing in it is ever going to be done again. */
    private static boolean makeWay(LedgerFile ledger, int index) {
        for (int i = ledger.moveLow(index); i < index; i++) {
            int state = JobWord.state(ledger.word(i));
            if (state != JobWord.DEAD && state != JobWord.DONE && state != JobWord.MOVED) {
                return false;
            }
        }
        if (index > 0) {
            ledger.seal(index);
        }
        return index > 0;
    }

    /** Waits for the put under way; there is none afterwards. */
    void close() {
        lock.lock();
        try {
            closed = true;
            Segment known = current;
            if (known != null) {
                known.end().dropAppender();
                current = null;
                segments.release(known);
            }
        } finally {
            lock.unlock();
        }
    }
}
