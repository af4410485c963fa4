package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.QueueDirectory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.impl.table.AbstractTSQueueLock;
import net.openhft.chronicle.threads.TimingPauser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a producer waits for the journal's write lock: it spins, then naps, and takes the lock away from a holder that is dead.
 *
 * <p>Dead means: no living slot has the holder's pid, or the pid is our own (our producers wait for each other before they
 * come here, so that is a predecessor in a restarted container). The lock is opened by compare-and-set from exactly that
 * pid, so that among several waiters none can open it again under the next holder: Chronicle's own remedy can, and waits 15 s
 * first. Confined to a thread.
 */
final class DeadHolderPauser implements TimingPauser {

    private static final Logger LOG = LoggerFactory.getLogger(DeadHolderPauser.class);
    private static final int SPINS = 200;
    private static final int YIELDS = 20;
    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final QueueDirectory directory;
    private final Supplier<@Nullable LongValue> lock;
    private int pauses;
    private long startedNanos;
    private long nextCheckNanos;

    DeadHolderPauser(QueueDirectory directory, Supplier<@Nullable LongValue> lock) {
        this.directory = directory;
        this.lock = lock;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // the holder needs a microsecond, and may wait for this very processor
    public void pause() {
        pauses++;
        if (pauses <= SPINS) {
            Thread.onSpinWait();
        } else if (pauses <= SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    @Override
    public void pause(long timeout, TimeUnit unit) throws TimeoutException {
        pause();
        if (pauses <= SPINS + YIELDS) {
            return;
        }
        long now = System.nanoTime();
        if (startedNanos == 0) {
            startedNanos = now;
            nextCheckNanos = now;
        }
        if (now - nextCheckNanos >= 0) {
            openIfHolderIsDead();
            nextCheckNanos = System.nanoTime() + CHECK_NANOS;
        }
        if (now - startedNanos > unit.toNanos(timeout)) {
            throw new TimeoutException("write lock still held after " + unit.toMillis(timeout) + " ms");
        }
    }

    private void openIfHolderIsDead() {
        LongValue word = lock.get();
        if (word == null) {
            return;
        }
        long holder = word.getVolatileValue();
        int pid = (int) holder; // the upper half may name a thread
        if (holder != AbstractTSQueueLock.UNLOCKED
                && (pid == Jvm.getProcessId() || !directory.isAlive(pid))
                && word.compareAndSwapValue(holder, AbstractTSQueueLock.UNLOCKED)) {
            LOG.info("{}: producer (pid {}) died while it was writing; its lock is open again", directory, pid);
        }
    }

    @Override
    public void reset() {
        pauses = 0;
        startedNanos = 0;
    }

    @Override
    public void unpause() {
        // Nobody waits here longer than a nap.
    }

    @Override
    public long timePaused() {
        return 0;
    }

    @Override
    public long countPaused() {
        return pauses;
    }
}
