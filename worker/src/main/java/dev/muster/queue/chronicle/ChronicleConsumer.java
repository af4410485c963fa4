package dev.muster.queue.chronicle;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A claim slot of the embedded queue. */
final class ChronicleConsumer implements Consumer {

    private static final long BUSY_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String queue;
    private final SharedQueue shared;
    private final QueueDirectory directory;
    private final Slot slot;
    private final Map<Lane, Walker> walkers = new EnumMap<>(Lane.class);
    private final Sweeper sweeper;
    private final IdleWait idle;
    private final JobDocument documents = new JobDocument();
    private final List<ChronicleLease> held = new ArrayList<>();
    private long busySince = System.nanoTime();
    private volatile boolean woken;
    private volatile boolean draining;
    private final Object ending = new Object();
    private volatile boolean closed;

    ChronicleConsumer(String queue, SharedQueue shared) {
        this.queue = queue;
        this.shared = shared;
        this.directory = shared.directory();
        this.slot = directory.occupySlot();
        for (Lane lane : Lane.RUN) {
            walkers.put(lane, new Walker(directory, shared.segments(), slot, lane));
        }
        this.sweeper = new Sweeper(directory, shared.segments());
        this.idle = new IdleWait(directory.sleepers(), slot);
    }

    Slot slot() {
        return slot;
    }

    /** Keeps a lease that is about to be claimed. */
    void hold(ChronicleLease lease) {
        held.add(lease);
    }

    /** Keeps a lease no longer. */
    void drop(ChronicleLease lease) {
        held.remove(lease);
    }

    @Override
    public List<Lease> poll(int max, Duration timeout) {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        if (max < 1) {
            throw new IllegalArgumentException("expected a batch of at least 1, found " + max);
        }
        held.removeIf(ChronicleLease::isSettled);
        boolean interrupted = Thread.interrupted();
        try {
            return pollUninterrupted(max, System.nanoTime() + timeout.toNanos());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Lease> pollUninterrupted(int max, long deadline) {
        boolean waited = false;
        while (!draining && !woken) {
            Batch batch = new Batch(this, documents, max, System.currentTimeMillis());
            boolean paused = directory.control().pausedUntil() > batch.nowMs();
            if (!paused && claim(batch, waited)) {
                busySince = System.nanoTime();
                return batch.leases();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            idle.await(paused ? left : Math.min(left, nanosUntilDue(batch.nowMs())));
            waited = true;
        }
        idle.stop();
        woken = false;
        return List.of();
    }

    /** @return whether there was a job; none stays claimed when this fails */
    private boolean claim(Batch batch, boolean waited) {
        int before = held.size();
        try {
            sweeper.sweepIfWanted(batch, waited);
            for (Lane lane : Lane.RUN) {
                Walker walker = walkers.get(lane);
                if (walker != null && directory.control().has(lane)) {
                    walker.walk(batch);
                }
            }
            if (batch.isEmpty()) {
                return false;
            }
            idle.busy();
            slot.count(Slot.Count.CLAIMS, batch.leases().size());
            return true;
        } catch (RuntimeException | Error e) {
            idle.stop();
            List<ChronicleLease> claimed = held.subList(before, held.size());
            claimed.forEach(ChronicleLease::withhold);
            giveBack(claimed, true, e);
            throw e;
        }
    }

    /** Gives unsettled leases back. @return what went wrong at first, to which the rest is added; what failed stays unsettled */
    private static @Nullable Throwable giveBack(
            List<ChronicleLease> leases, boolean planned, @Nullable Throwable before) {
        Throwable failure = before;
        for (ChronicleLease lease : leases) {
            try {
                if (!lease.isSettled()) {
                    lease.giveBack(planned);
                }
            } catch (RuntimeException | Error e) {
                failure = first(failure, e);
            }
        }
        return failure;
    }

    private static Throwable first(@Nullable Throwable first, Throwable next) {
        if (first == null) {
            return next;
        }
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }

    /** How long nothing can be expected to become ready by itself. */
    private long nanosUntilDue(long nowMs) {
        if (directory.hints().wanted(nowMs)) {
            return BUSY_SWEEP_NANOS; // another process is at it, or was when it died
        }
        long due = directory.hints().nextDue();
        return due == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, TimeUnit.MILLISECONDS.toNanos(due - nowMs));
    }

    void reply(JobDocument.Stored submitted, Job result) {
        shared.enqueuers().reply(submitted, result);
    }

    /** A job has left our hands: it was in them since the one before had left, or since it was claimed. */
    void settled() {
        long now = System.nanoTime();
        slot.measure(Slot.Time.RUN, TimeUnit.NANOSECONDS.toMicros(now - busySince));
        busySince = now;
    }

    /** A job is about to be put aside: evidence first. */
    void died(LedgerFile ledger, Evidence evidence) {
        directory.evidence(ledger).append(List.of(evidence));
    }

    /** A job is ready again, now or later: somebody who sleeps should know. */
    void givenBack(long readyAtMs, long nowMs) {
        if (readyAtMs > nowMs) {
            directory.hints().due(readyAtMs);
        } else {
            directory.hints().redelivered();
        }
        directory.sleepers().wake(1);
    }

    @Override
    public void wakeup() {
        woken = true;
        directory.sleepers().wake(slot); // after the end a stranger may wake in vain
    }

    @Override
    public void drain() {
        draining = true;
        synchronized (ending) {
            if (!closed) { // or the slot may be somebody else's
                slot.drain();
                directory.sleepers().wake(slot);
            }
        }
    }

    @Override
    public void close() {
        synchronized (ending) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            signOff();
        } finally {
            try {
                walkers.values().forEach(Walker::close);
                sweeper.close();
            } finally {
                shared.release();
            }
        }
    }

    private void signOff() {
        Throwable failure = giveBack(held, draining, null);
        if (failure == null) {
            directory.releaseSlot(slot);
            return;
        }
        held.forEach(ChronicleLease::abandon);
        directory.abandonSlot(slot);
        throw new IllegalStateException(this + ": jobs were given back by recovering the slot", failure);
    }

    @Override
    public String toString() {
        return queue + " slot " + slot.index();
    }
}
