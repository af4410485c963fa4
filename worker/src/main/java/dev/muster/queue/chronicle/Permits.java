package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Sleepers;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.SlotLocks;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a consumer needs to hold jobs of a queue with {@code max-running}: a permit a job, taken before the claim and given back behind
 * the settlement. A permit is a byte of slots.lock, so the kernel gives back those of the dead and there is no count that could be
 * wrong. All who claim must have the same limit: those with a lower one leave the other bytes alone. Confined to the consumer's thread.
 */
final class Permits {

    /** The limit of a queue that has none. */
    static final int UNLIMITED = 0;

    /** Whoever finds none free has asked for each. */
    static final int MOST = 1024;

    private final int limit;
    private final int first;
    private final SlotLocks locks;
    private final Sleepers others;
    private final IdleWait turn;
    private final Deque<Long> held = new ArrayDeque<>();

    Permits(int limit, QueueDirectory directory, Slot slot) {
        this.limit = limit;
        this.first = slot.index(); // or all would begin with the one that is taken most probably
        this.locks = directory.locks();
        this.others = directory.permitSleepers();
        this.turn = new IdleWait(others, slot, 0);
    }

    /** Whether so many jobs may be held now; keeps the permits that this takes. */
    boolean reserve(int jobs) {
        if (limit == UNLIMITED) {
            return true;
        }
        while (held.size() < jobs) {
            if (!takeOne()) {
                return false;
            }
        }
        turn.busy();
        return true;
    }

    private boolean takeOne() {
        for (int i = 0; i < limit; i++) {
            long permit = SlotLocks.PERMITS + (first + i) % limit;
            if (locks.tryLock(permit)) {
                held.push(permit);
                return true;
            }
        }
        return false;
    }

    /** Gives back what is not needed for so many jobs. */
    void keep(int jobs) {
        int free = held.size() - jobs;
        for (int i = 0; i < free; i++) {
            locks.unlock(held.pop());
        }
        if (free > 0) {
            others.wake(free);
        }
    }

    /** Waits a little for a permit; look for one after every call, as with {@link IdleWait#await}. */
    void await(long mostNanos) {
        turn.await(mostNanos);
    }

    /** Waits no longer. */
    void stop() {
        turn.stop();
    }
}
