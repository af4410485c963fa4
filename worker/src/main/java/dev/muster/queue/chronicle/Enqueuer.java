package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.ledger.Census;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.UnrecoverableTimeoutException;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends jobs: stage the word, publish the document, mark the word. One appender a JVM under one lock; between processes the
 * journal's own lock decides. A producer that is killed has published its job or has not; what it staged is overwritten.
 * Thread-safe.
 */
final class Enqueuer {

    /** Returned instead of a job id when the backlog has reached its bound. */
    static final long FULL = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Enqueuer.class);
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long SEALED = -2;
    private static final long RECOUNT = -3;

    private record Put(Job job, long nowMs, long readyAtMs, long maxBacklog) {}

    private final QueueDirectory directory;
    private final Segments segments;
    private final Runnable prepareNext;
    private final ReentrantLock lock = new ReentrantLock();
    private final JobDocument document = new JobDocument();
    private @Nullable Segment current;
    private boolean closed; // then this process has no slot any more, and counts as dead

    Enqueuer(QueueDirectory directory, Segments segments, Runnable prepareNext) {
        this.directory = directory;
        this.segments = segments;
        this.prepareNext = prepareNext;
    }

    /**
     * Appends a job.
     *
     * @param maxBacklog refuse when so many jobs are waiting or running
     * @return the job's id or {@link #FULL}
     * @throws IllegalStateException when the journal stays locked by a process that is alive, or the queue is closed here
     */
    long put(Job job, long maxBacklog) {
        boolean interrupted = Thread.interrupted(); // Chronicle gives up when interrupted, and closes channels
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(
                        "queue " + directory.files().directory().getFileName() + " is closed");
            }
            long now = System.currentTimeMillis();
            Put put = new Put(job, now, now + Math.max(0, job.delay().toMillis()), maxBacklog);
            document.prepare(job, now);
            long id = append(put);
            if (id >= 0) {
                CrashPoint.PUT.reach();
                if (put.readyAtMs > now) {
                    directory.hints().due(put.readyAtMs);
                }
                directory.sleepers().wake(1);
            }
            return id;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long append(Put put) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        boolean counted = false;
        while (true) {
            Segment segment = current();
            DocumentContext context = open(segment, deadline);
            if (context == null) {
                continue;
            }
            long id = write(context, segment.ledger(), put);
            if (id >= 0) {
                return id;
            }
            if (id == SEALED) {
                CrashPoint.SEALED.reach();
                segments.advance(segment.ledger().segment());
            } else if (counted) {
                return FULL;
            } else {
                Census.settled(directory);
                counted = true;
            }
        }
    }

    private Segment current() {
        while (true) {
            int number = directory.control().current();
            Segment known = current;
            if (known != null && known.ledger().segment() == number) {
                return known;
            }
            if (known != null) {
                known.dropAppender();
                current = null;
                segments.release(known);
            }
            Segment opened = segments.acquire(number);
            if (opened != null) {
                current = opened;
                return opened;
            }
            if (directory.control().current() == number) {
                throw new IllegalStateException(
                        directory + ": segment " + number + " is missing although it is the current one");
            }
        }
    }

    /** Takes the journal's lock; null to try again with a fresh appender, which recovery after a killed writer may need. */
    private @Nullable DocumentContext open(Segment segment, long deadline) {
        try {
            return segment.appender().writingDocument();
        } catch (RuntimeException e) {
            segment.dropAppender();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        directory + ": put failed, the journal stays locked by a producer that is alive but stopped",
                        e);
            }
            if (!(e instanceof UnrecoverableTimeoutException)) {
                LOG.debug("{}: opening a document again", directory, e);
                Thread.onSpinWait();
            }
            return null;
        }
    }

    private long write(DocumentContext context, LedgerFile ledger, Put put) {
        boolean written = false;
        try {
            int index = Segment.index(context);
            if (ledger.isSealed()) {
                return SEALED;
            }
            if (index >= ledger.capacity() || bytes(context).writePosition() > Segment.MAX_BYTES) {
                ledger.seal(index);
                return SEALED;
            }
            if (ledger.base() + index - directory.control().knownSettled() >= put.maxBacklog) {
                return RECOUNT;
            }
            document.write(bytes(context), put.job);
            ledger.stage(index, put.nowMs, put.readyAtMs);
            CrashPoint.STAGED.reach();
            written = true;
            context.close();
            CrashPoint.PUBLISHED.reach();
            ledger.publish(index, put.nowMs);
            if (index == ledger.capacity() * 3L / 4) {
                prepareNext.run();
            }
            return JobIds.of(ledger.segment(), index);
        } finally {
            if (!written) {
                context.rollbackOnClose(); // or the half-built document would be published
                context.close();
            }
        }
    }

    private static Bytes<?> bytes(DocumentContext context) {
        Wire wire = context.wire();
        if (wire == null) {
            throw new IllegalStateException("a document without a wire");
        }
        return wire.bytes();
    }

    /** Counts a refused put; under the lock because a slot's counters have one writer at a time. */
    void countRejected(Slot home) {
        lock.lock();
        try {
            if (!closed) {
                home.count(Slot.Count.REJECTED, 1); // afterwards the slot may be somebody else's
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the put under way; there is none afterwards. */
    void close() {
        lock.lock();
        try {
            closed = true;
            Segment known = current;
            if (known != null) {
                known.dropAppender();
                current = null;
                segments.release(known);
            }
        } finally {
            lock.unlock();
        }
    }
}
