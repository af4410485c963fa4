package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Puts jobs into the lane that is theirs, and lets those know who wait for them. Thread-safe. */
final class Enqueuers {

    /** Whoever waits for longer does so where nobody has to pass him. */
    static final Duration FAR_AWAY = Duration.ofMinutes(1);

    private final QueueDirectory directory;
    private final Slot home;
    private final UniquePuts unique;
    private final Map<Lane, Enqueuer> lanes = new EnumMap<>(Lane.class);
    private boolean closed;

    Enqueuers(QueueDirectory directory, Segments segments, Slot home, UniquePuts unique, Runnable prepareNext) {
        this.directory = directory;
        this.home = home;
        this.unique = unique;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Enqueuer(directory, segments, lane, unique, prepareNext));
        }
    }

    /** Puts a job. @return its id, or that of the one with its unique key, or {@link Enqueuer#FULL} */
    long put(Job job, long nowMs, long maxBacklog) {
        return job.uniqueKey().isEmpty()
                ? put(job, nowMs, maxBacklog, JobDocument.NOBODY)
                : unique.put(job, () -> put(job, nowMs, maxBacklog, JobDocument.NOBODY));
    }

    /** Puts a job for whose result a slot waits. @return its id or {@link Enqueuer#FULL} */
    long put(Job job, long now, long maxBacklog, int replySlot) {
        long delay = job.delay().isZero() ? 0 : Math.max(0, job.delay().toMillis());
        long readyAt = now + delay;
        Lane lane = delay > FAR_AWAY.toMillis() ? Lane.DELAYED : Lane.of(job.priority());
        long id = of(lane).put(job, now, readyAt, maxBacklog, replySlot);
        if (id >= 0 && lane == Lane.DELAYED) {
            directory.control().due(lane, readyAt);
        } else if (id >= 0 && readyAt > now) {
            directory.hints().due(readyAt);
        }
        return id;
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

    void countRejected(int jobs) {
        count(Slot.Count.REJECTED, jobs);
    }

    /** Counts what this process did without a consumer; under a lock because a slot's counters have one writer at a time. */
    synchronized void count(Slot.Count what, int jobs) {
        if (!closed) {
            home.count(what, jobs); // afterwards the slot may be somebody else's
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
