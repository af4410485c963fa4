package dev.muster.queue.chronicle;

import dev.muster.queue.Consumer;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A claim slot of the embedded queue. */
final class ChronicleConsumer implements Consumer {

    private static final long BUSY_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String queue;
    private final SharedQueue shared;
    private final QueueDirectory directory;
    private final Slot slot;
    private final Walker walker;
    private final Sweeper sweeper;
    private final IdleWait idle;
    private final JobDocument documents = new JobDocument();
    private final List<ChronicleLease> held = new ArrayList<>();
    private volatile boolean woken;
    private volatile boolean draining;
    private boolean closed;

    ChronicleConsumer(String queue, SharedQueue shared) {
        this.queue = queue;
        this.shared = shared;
        this.directory = shared.directory();
        this.slot = directory.occupySlot();
        this.walker = new Walker(directory, shared.segments(), slot);
        this.sweeper = new Sweeper(directory, shared.segments());
        this.idle = new IdleWait(directory.sleepers(), slot);
    }

    Slot slot() {
        return slot;
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
            sweeper.sweepIfWanted(batch, waited);
            walker.walk(batch);
            if (!batch.isEmpty()) {
                idle.busy();
                slot.count(Slot.Count.CLAIMS, batch.leases().size());
                batch.leases().forEach(lease -> held.add((ChronicleLease) lease));
                return batch.leases();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            idle.await(Math.min(left, nanosUntilDue(batch.nowMs())));
            waited = true;
        }
        idle.stop();
        woken = false;
        return List.of();
    }

    /** How long nothing can be expected to become ready by itself. */
    private long nanosUntilDue(long nowMs) {
        if (directory.hints().wanted(nowMs)) {
            return BUSY_SWEEP_NANOS; // another process is at it, or was when it died
        }
        long due = directory.hints().nextDue();
        return due == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, TimeUnit.MILLISECONDS.toNanos(due - nowMs));
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
        directory.sleepers().wake(slot);
    }

    @Override
    public void drain() {
        draining = true;
        slot.drain();
        directory.sleepers().wake(slot);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (ChronicleLease lease : held) {
            if (!lease.isSettled()) {
                lease.release();
            }
        }
        walker.close();
        sweeper.close();
        directory.releaseSlot(slot);
        shared.release();
    }

    @Override
    public String toString() {
        return queue + " slot " + slot.index();
    }
}
