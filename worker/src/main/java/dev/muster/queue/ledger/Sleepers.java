package dev.muster.queue.ledger;

import java.lang.invoke.VarHandle;

/**
 * Which slots sleep for the same reason, and how to wake them. A bit a slot in the header, an int a slot to sleep on.
 *
 * <p>No wake-up is lost: the sleeper sets its bit, then looks for work once more, then sleeps unless its int has moved; the
 * waker publishes work, then looks at the bits. Each side has a full fence between its two steps. The waker takes the bit
 * away, so a burst of puts costs one system call a sleeper, not one a job. A waker that dies between taking the bit and
 * waking costs the sleeper its time-out, no more. Thread-safe.
 */
public final class Sleepers {

    private static final int WORDS = ControlFile.SLOTS / Long.SIZE;

    private final Region region;
    private final Futex futex;
    private final int bits;
    private final int hand;

    private Sleepers(ControlFile control, int bits, int hand) {
        this.region = control.region();
        this.futex = new Futex(region);
        this.bits = bits;
        this.hand = hand;
    }

    /** Those who wait for a job. */
    static Sleepers forJobs(ControlFile control) {
        return new Sleepers(control, ControlFile.OFFSET_SLEEPERS, ControlFile.OFFSET_WAKE_HAND);
    }

    /** Those who wait until they may hold a job. */
    static Sleepers forPermits(ControlFile control) {
        return new Sleepers(control, ControlFile.OFFSET_PERMIT_SLEEPERS, ControlFile.OFFSET_PERMIT_HAND);
    }

    /** Announces that a slot is about to sleep. Look for work once more afterwards. @return the ticket for {@link #sleep} */
    public int announce(Slot slot) {
        int ticket = region.getInt(slot.wakeOffset());
        region.orLong(word(slot.index()), bit(slot.index()));
        VarHandle.fullFence();
        return ticket;
    }

    /** The ticket for {@link #sleep} of a slot that is woken by its number only. Look for what it waits for afterwards. */
    public int ticket(Slot slot) {
        return region.getInt(slot.wakeOffset());
    }

    /** Sleeps until woken, at most so long. */
    public void sleep(Slot slot, int ticket, long nanos) {
        futex.await(slot.wakeOffset(), ticket, nanos);
    }

    /**
     * Takes the announcement back.
     *
     * @return false when it was gone: somebody has spent a wake-up on this slot; if that is not used, {@link #wake(int)} has
     *     to pass it on
     */
    public boolean awake(Slot slot) {
        long bit = bit(slot.index());
        int offset = word(slot.index());
        return (region.getLong(offset) & bit) != 0 && (region.andLong(offset, ~bit) & bit) != 0;
    }

    /** Wakes one particular slot. */
    public void wake(Slot slot) {
        region.incrementInt(slot.wakeOffset());
        futex.wake(slot.wakeOffset());
    }

    /** Wakes up to so many sleepers, the one that was woken longest ago first. Call it after the work was published. */
    public void wake(int count) {
        VarHandle.fullFence();
        for (int left = count; left > 0; left--) {
            int slot = takeSleeper();
            if (slot < 0) {
                return;
            }
            wake(new Slot(region, slot));
        }
    }

    public void wakeAll() {
        wake(ControlFile.SLOTS);
    }

    private int takeSleeper() {
        long any = 0;
        for (int i = 0; i < WORDS; i++) {
            any |= region.getLong(bits + 8 * i);
        }
        if (any == 0) {
            return -1;
        }
        // Taking turns is fair at a low rate: without it the lowest slot would get every job.
        int next = region.getInt(hand);
        for (int i = 0; i <= WORDS; i++) {
            int first = i == 0 ? next : ((next >>> 6) + i) % WORDS << 6;
            int taken = takeFrom(first & (ControlFile.SLOTS - 1));
            if (taken >= 0) {
                region.setInt(hand, taken + 1 & (ControlFile.SLOTS - 1));
                return taken;
            }
        }
        return -1;
    }

    /** Takes the lowest sleeper of a word that is not below a slot. */
    private int takeFrom(int slot) {
        int offset = word(slot);
        long notBelow = -1L << slot;
        for (long seen = region.getLong(offset) & notBelow; seen != 0; seen = region.getLong(offset) & notBelow) {
            long bit = Long.lowestOneBit(seen);
            if ((region.andLong(offset, ~bit) & bit) != 0) {
                return (slot & -Long.SIZE) + Long.numberOfTrailingZeros(bit);
            }
        }
        return -1;
    }

    private int word(int slot) {
        return bits + 8 * (slot >>> 6);
    }

    private static long bit(int slot) {
        return 1L << slot;
    }
}
