package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.LedgerFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a job that a worker has died with run alone in this JVM: it is claimed when no other job of the queue is held here, and as
 * long as it runs no other is claimed. If the JVM dies again, it is clear whose fault it was; if not, it was another's.
 *
 * <p>A suspect waits for a moment when nobody is busy. When none comes within a second, new claims pause for a second, then for
 * four, sixteen and so on, with as much time open in between: long enough in the end for all but the longest jobs. A suspect that has
 * waited for ten minutes runs in company: neither it nor the others are to starve for the sake of the truth.
 *
 * <p>While there is no suspect, all that it costs is a look at one field a poll and a settlement. Thread-safe.
 */
final class SuspectGate {

    private static final int MOST_WAITING = 64;
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A job that is to run alone, and since when it waits for that. */
    record Suspect(LedgerFile ledger, int index, long sinceNanos) {

        private boolean isSame(LedgerFile otherLedger, int otherIndex) {
            return index == otherIndex && ledger.segment() == otherLedger.segment();
        }
    }

    /** What a consumer may do now. */
    enum Permission {
        ANY,
        NOTHING,
        /** The suspect that waits longest, and nothing else. */
        SUSPECT
    }

    private final List<ChronicleConsumer> consumers = new CopyOnWriteArrayList<>();
    private final Deque<Suspect> waiting = new ArrayDeque<>(); // guarded by this
    private @Nullable ChronicleConsumer alone; // guarded by this
    private volatile boolean busy; // somebody waits, or runs alone

    private final long patienceNanos;

    SuspectGate() {
        this(PATIENCE);
    }

    /** @param patience how long a suspect waits for a chance to be alone */
    SuspectGate(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    void enter(ChronicleConsumer consumer) {
        consumers.add(consumer);
    }

    void exit(ChronicleConsumer consumer) {
        consumers.remove(consumer);
        left(consumer);
    }

    /** Whether there is any suspect, waiting or running. */
    boolean isBusy() {
        return busy;
    }

    /** A suspect was met that cannot be claimed just like that. */
    synchronized void offer(LedgerFile ledger, int index) {
        boolean known = waiting.stream().anyMatch(suspect -> suspect.isSame(ledger, index));
        if (!known && waiting.size() < MOST_WAITING) { // the others are met again by the next sweep
            waiting.add(new Suspect(ledger, index, System.nanoTime()));
            busy = true;
        }
    }

    /** What a consumer may claim. With {@link Permission#SUSPECT} the gate is as a rule shut behind it until {@link #left}. */
    synchronized Permission ask(ChronicleConsumer consumer, long nowMs) {
        if (alone != null) {
            return Permission.NOTHING;
        }
        waiting.removeIf(suspect -> !JobWord.claimable(suspect.ledger().word(suspect.index()), nowMs));
        Suspect first = waiting.peek();
        if (first == null) {
            busy = false;
            return Permission.ANY;
        }
        if (areIdle(consumer)) {
            alone = consumer;
            // Somebody may have looked at the gate before it shut and not be seen yet; a store takes no millisecond.
            letStoresBeSeen();
            if (areIdle(consumer)) {
                return Permission.SUSPECT;
            }
            alone = null;
        }
        long waited = System.nanoTime() - first.sinceNanos();
        if (waited >= patienceNanos) {
            consumer.publishBusy(true);
            return Permission.SUSPECT;
        }
        if (isPause(waited)) {
            return Permission.NOTHING;
        }
        consumer.publishBusy(true); // here, so that nobody finds all idle meanwhile
        return Permission.ANY;
    }

    private static void letStoresBeSeen() {
        long end = System.nanoTime() + GRACE_NANOS;
        for (long left = GRACE_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private boolean areIdle(ChronicleConsumer but) {
        return but.inHand() == 0 && consumers.stream().allMatch(other -> other == but || !other.isBusy());
    }

    /** Whether new claims pause for a job that has waited so long: from 1 s to 2 s, from 4 s to 8 s, from 16 s to 32 s... */
    static boolean isPause(long waitedNanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(waitedNanos);
        return seconds > 0 && (63 - Long.numberOfLeadingZeros(seconds)) % 2 == 0;
    }

    /** The suspect that may be claimed now, for who has the permission. */
    synchronized @Nullable Suspect take() {
        return waiting.poll();
    }

    /** A consumer has nothing in its hands any more. */
    synchronized void left(ChronicleConsumer consumer) {
        if (alone == consumer) {
            alone = null;
            busy = !waiting.isEmpty();
            notifyAll();
        }
    }

    /**
     * Waits a little, unless the gate opens; for what keeps others from being idle there is no signal.
     *
     * @return false when the thread was interrupted, and still is
     */
    @SuppressWarnings("WaitNotInLoop") // the caller looks again whatever ended the wait
    synchronized boolean await(long mostNanos) {
        try {
            if (busy) {
                long millis = Math.min(alone == null ? 5 : 100, TimeUnit.NANOSECONDS.toMillis(mostNanos));
                wait(Math.max(1, millis));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Somebody who waits should look again. */
    synchronized void nudge() {
        notifyAll();
    }
}
