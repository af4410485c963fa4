package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.ledger.DiskFullException;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts jobs into the lane that is theirs, and lets those know who wait for them. Thread-safe. */
final class Enqueuers {

    private static final Logger LOG = LoggerFactory.getLogger(Enqueuers.class);

    /** Whoever waits for longer does so where nobody has to pass him. */
    static final Duration FAR_AWAY = Duration.ofMinutes(1);

    private final QueueDirectory directory;
    private final Slot home;
    private final UniquePuts unique;
    private final Map<Lane, Enqueuer> lanes = new EnumMap<>(Lane.class);
    private boolean closed;

    Enqueuers(
            QueueDirectory directory,
            Segments segments,
            Slot home,
            UniquePuts unique,
            DiskSpace disk,
            Runnable prepareNext) {
        this.directory = directory;
        this.home = home;
        this.unique = unique;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Enqueuer(directory, segments, lane, unique, disk, prepareNext));
        }
    }

    /** Puts a job. @return its id, or that of the one with its unique key, or a negative number that says why not */
    long put(Job job, long nowMs, Bounds bounds) {
        return job.uniqueKey().isEmpty()
                ? put(job, nowMs, bounds, JobDocument.NOBODY)
                : unlessDiskIsFull(() -> unique.put(job, () -> put(job, nowMs, bounds, JobDocument.NOBODY)));
    }

    /**
     * Puts a job that has a unique key.
     *
     * @param staging told its place before it is published
     * @return its id, or that of the one with its key, or a negative number that says why not
     */
    long put(Job job, long nowMs, Bounds bounds, LongConsumer staging) {
        return unlessDiskIsFull(() -> unique.put(job, staging, () -> put(job, nowMs, bounds, JobDocument.NOBODY)));
    }

    private long unlessDiskIsFull(LongSupplier put) {
        try {
            return put.getAsLong();
        } catch (DiskFullException e) {
            LOG.debug("{}: put refused", directory, e);
            return Enqueuer.LOW_DISK;
        }
    }

    /** Puts a job for whose result a slot waits. @return its id or a negative number that says why not */
    long put(Job job, long now, Bounds bounds, int replySlot) {
        long delay = job.delay().isZero() ? 0 : Math.max(0, job.delay().toMillis());
        long readyAt = now + delay;
        Lane lane = delay > FAR_AWAY.toMillis() ? Lane.DELAYED : Lane.of(job.priority());
        long id = of(lane).put(job, now, readyAt, bounds, replySlot);
        if (id >= 0 && lane == Lane.DELAYED) {
            directory.control().due(lane, readyAt);
        } else if (id >= 0 && readyAt > now) {
            directory.hints().due(readyAt);
        }
        return id;
    }

    /**
     * Puts jobs as long as they have no delay, no key, and the lane of the first one.
     *
     * @param ids where the ids go, each at its job's place
     * @return behind the last one that was put; the next one has to be put alone, if only to hear why there is no room for it
     */
    int putRun(Job[] jobs, int from, long[] ids, long nowMs, Bounds bounds) {
        Lane lane = Lane.of(jobs[from].priority());
        int to = from;
        while (to < jobs.length && isPlain(jobs[to]) && Lane.of(jobs[to].priority()) == lane) {
            to++;
        }
        return to == from ? from : of(lane).putRun(jobs, from, to, ids, nowMs, bounds);
    }

    private static boolean isPlain(Job job) {
        return job.delay().isZero() && job.uniqueKey().isEmpty();
    }

    /** Hands a result over to whoever has submitted the job. */
    void reply(JobDocument.Stored submitted, Job result) {
        of(Lane.RESULTS).result(result, submitted.origin(), System.currentTimeMillis());
        directory.sleepers().wake(directory.control().slot(submitted.replySlot()));
    }

    /** Wakes as many consumers as there are new jobs. */
    void wake(int jobs) {
        directory.sleepers().wake(jobs);
    }

    Enqueuer of(Lane lane) {
        Enqueuer enqueuer = lanes.get(lane);
        if (enqueuer == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return enqueuer;
    }

    /** Under a lock because a slot's counters have one writer at a time. */
    synchronized void countRejected(int jobs) {
        if (!closed) {
            home.count(Slot.Count.REJECTED, jobs); // afterwards the slot may be somebody else's
        }
    }

    /** Waits for the puts under way; there are none afterwards. */
    void close() {
        lanes.values().forEach(Enqueuer::close);
        synchronized (this) {
            closed = true;
        }
    }
}
