package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Sleepers;
import dev.muster.queue.ledger.Slot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How a consumer waits for work. After a busy spell it naps a few times first: a producer that has to wake a sleeper for each
 * job spends more on the system calls than on the jobs. Then it sleeps until it is woken, with a time-out as a safety net for
 * a wake-up that died with its sender. Confined to the consumer's thread.
 */
final class IdleWait {

    /** Naps before the sleep of those who wait for jobs. */
    static final int NAPS = 20;

    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long SAFETY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int NONE = -1;

    private final Sleepers sleepers;
    private final Slot slot;
    private final int naps;
    private int napsLeft;
    private boolean announced;
    private int ticket = NONE;
    private boolean spent; // a wake-up ended our sleep, and we have not looked yet what it was for

    /** @param naps before the sleep, after a busy spell */
    IdleWait(Sleepers sleepers, Slot slot, int naps) {
        this.sleepers = sleepers;
        this.slot = slot;
        this.naps = naps;
    }

    /** There was work. */
    void busy() {
        napsLeft = naps;
        spent = false;
        takeBack();
        passOn(); // our hands were full before it came: it meant another job
    }

    /**
     * Waits a little for work; the caller looks for work after every call. The first call without naps left only announces the
     * sleep, so that the look after it cannot miss a put.
     */
    void await(long maxNanos) {
        spent = false;
        if (napsLeft > 0) {
            napsLeft--;
            LockSupport.parkNanos(Math.min(NAP_NANOS, maxNanos));
        } else if (!announced) {
            ticket = sleepers.announce(slot);
            announced = true;
        } else {
            sleepers.sleep(slot, ticket, Math.max(1, Math.min(SAFETY_NANOS, maxNanos)));
            takeBack();
        }
    }

    /** The poll is over without work. */
    void stop() {
        takeBack();
        passOn();
    }

    private void takeBack() {
        if (announced) {
            announced = false;
            spent = !sleepers.awake(slot);
        }
    }

    private void passOn() {
        if (spent) {
            spent = false;
            sleepers.wake(1);
        }
    }
}
