package dev.muster.queue.chronicle;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.Checkpoints;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A claim slot of the embedded queue. */
final class ChronicleConsumer implements Consumer {

    private static final long SUSPECT_SWEEP_MS = 50;
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
    private final PollClock clock = new PollClock();
    private final RunTimes runTimes;
    private volatile boolean woken;
    private volatile boolean draining;
    private final Object ending = new Object();
    private final SuspectGate gate;
    private final Conviction conviction;
    private final ProgressNotes notes;
    private final Permits permits;
    private final AtomicBoolean busy = new AtomicBoolean();
    private int inHand;
    private volatile boolean closed;

    ChronicleConsumer(String queue, SharedQueue shared, CrashLimit limit, int maxRunning) {
        this.queue = queue;
        this.shared = shared;
        this.directory = shared.directory();
        this.slot = directory.occupySlot();
        for (Lane lane : Lane.RUN) {
            walkers.put(lane, new Walker(directory, shared.segments(), slot, lane));
        }
        this.runTimes = new RunTimes(slot);
        this.sweeper = new Sweeper(directory, shared.segments());
        this.idle = new IdleWait(directory.sleepers(), slot, IdleWait.NAPS);
        this.gate = shared.gate();
        this.conviction = new Conviction(shared, limit);
        this.notes = new ProgressNotes(shared, slot);
        this.permits = new Permits(maxRunning, directory, slot);
        gate.enter(this);
    }

    /** How many jobs this consumer holds. */
    int inHand() {
        return inHand;
    }

    /** Whether it holds a job or is about to claim one. Any thread. */
    boolean isBusy() {
        return busy.get();
    }

    /** Owner only. */
    void publishBusy(boolean claiming) {
        busy.setRelease(claiming || inHand > 0);
    }

    /** A job that a worker died with is not for everybody, one that was cancelled for nobody. @return whether it may be claimed in the ordinary way */
    boolean isUnsuspected(LedgerFile ledger, int index, long word, long nowMs) {
        long tally = ledger.tally(index);
        if (Tally.isCancelled(tally)) {
            conviction.discard(ledger, index, word, nowMs);
            return false;
        }
        if (Tally.crashes(tally) == 0) {
            return true;
        }
        if (!conviction.convict(ledger, index, word, nowMs)) {
            gate.offer(ledger, index);
            directory.hints().due(nowMs + SUSPECT_SWEEP_MS); // another JVM may have the quiet that it needs
        }
        return false;
    }

    ProgressNotes notes() {
        return notes;
    }

    Slot slot() {
        return slot;
    }

    /** Whether the queue's limit of running jobs allows one more. */
    boolean mayHoldAnother() {
        return permits.reserve(inHand + 1);
    }

    /** Keeps a lease that is about to be claimed. */
    void hold(ChronicleLease lease) {
        held.add(lease);
        inHand++;
    }

    /** Keeps a lease no longer. */
    void drop(ChronicleLease lease) {
        held.remove(lease);
        inHand--;
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
        runTimes.flush();
        if (inHand > 0) {
            runTimes.claimedBeside();
        }
        boolean interrupted = Thread.interrupted();
        try {
            return pollUninterrupted(max, timeout.toNanos());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Lease> pollUninterrupted(int max, long timeoutNanos) {
        long deadline = 0; // the clock is asked only when there is something to wait for
        boolean waited = false;
        while (!draining && !woken) {
            clock.look(waited);
            Batch batch = new Batch(this, documents, max, clock.ms(), clock.nanos());
            boolean paused = directory.control().pausedUntil() > batch.nowMs();
            boolean permitted = !paused && mayHoldAnother();
            publishBusy(permitted);
            SuspectGate.Permission permission = SuspectGate.Permission.ANY;
            boolean asked = permitted && gate.isBusy();
            if (asked) {
                publishBusy(false); // or two who ask at the same time would keep each other from being alone
                permission = gate.ask(this, batch.nowMs());
            }
            if (permitted && claim(batch, waited, permission)) {
                if (inHand == batch.leases().size()) {
                    runTimes.claimed(clock.nanos());
                }
                return batch.leases();
            }
            publishBusy(false);
            permits.keep(inHand);
            if (!waited) {
                deadline = clock.nanos() + timeoutNanos;
            }
            long left = timeoutNanos == 0 ? 0 : deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            if (!paused && !permitted) { // nor must whoever waits for a permit
                idle.stop();
                permits.await(left);
                waited = true;
                continue;
            }
            if (gate.isBusy()) { // whoever sleeps at the gate must not be woken for a job that he may not take
                idle.stop();
                waited = true;
                if (permitted && !asked) {
                    continue; // we have just met the suspect
                }
                if (gate.await(left)) {
                    continue;
                }
                break;
            }
            idle.await(paused ? left : Math.min(left, nanosUntilDue(batch.nowMs())));
            waited = true;
        }
        idle.stop();
        permits.stop();
        woken = false;
        return List.of();
    }

    /** @return whether there was a job; none stays claimed when this fails */
    private boolean claim(Batch batch, boolean waited, SuspectGate.Permission permission) {
        int before = held.size();
        try {
            switch (permission) {
                case ANY -> claimAny(batch, waited);
                case SUSPECT -> claimSuspect(batch);
                case NOTHING -> {}
            }
            batch.countClaims();
            if (batch.isEmpty()) {
                return false;
            }
            idle.busy();
            publishBusy(false);
            return true;
        } catch (RuntimeException | Error e) {
            idle.stop();
            batch.countClaims();
            List<ChronicleLease> claimed = held.subList(before, held.size());
            claimed.forEach(ChronicleLease::withhold);
            giveBack(claimed, true, e);
            throw e;
        } finally {
            permits.keep(inHand);
        }
    }

    private void claimAny(Batch batch, boolean waited) {
        sweeper.begin(batch, waited);
        try {
            for (Lane lane : Lane.RUN) {
                Walker walker = walkers.get(lane);
                if (walker != null && directory.control().has(lane)) {
                    sweeper.sweep(lane, batch); // of this lane only: a new job of a higher one does not wait for it
                    walker.walk(batch);
                }
            }
        } finally {
            sweeper.end(batch);
        }
    }

    private void claimSuspect(Batch batch) {
        SuspectGate.Suspect suspect = gate.take();
        try {
            if (suspect != null) {
                batch.allowSuspects();
                sweeper.claim(suspect.ledger(), suspect.index(), batch);
            }
        } finally {
            if (batch.isEmpty()) {
                gate.left(this);
            }
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

    /** A job has left our hands. */
    void settled(long claimedNanos) {
        inHand--;
        runTimes.settled(inHand == 0, claimedNanos);
        permits.keep(inHand);
        publishBusy(false);
        if (inHand == 0 && gate.isBusy()) {
            gate.left(this);
        }
    }

    Checkpoints checkpoints(LedgerFile ledger) {
        return directory.checkpoints(ledger);
    }

    /** A job or its worker is about to die: evidence first. Any thread. */
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
        gate.nudge();
        directory.sleepers().wake(slot); // after the end a stranger may wake in vain
    }

    @Override
    public void drain() {
        draining = true;
        gate.nudge();
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
            gate.exit(this);
            notes.close();
            permits.keep(0);
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
