package dev.muster.queue.ledger;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;

/**
 * Counts jobs by reading their words: exact, with nothing to drift when a process is killed. About 2 ms a million jobs that
 * are not final yet. Thread-safe.
 */
public final class Census {

    private final QueueDirectory queue;
    private final long[] states = new long[JobWord.MOVED + 1];
    private long puts;
    private long oldestReadyMs;

    private Census(QueueDirectory queue) {
        this.queue = queue;
    }

    /** Counts now. */
    public static QueueStats count(QueueDirectory queue, long nowMs) {
        Census census = taken(queue, nowMs);
        long[] states = census.states;
        return new QueueStats(
                states[JobWord.READY],
                states[JobWord.DELAYED],
                states[JobWord.CLAIMED],
                states[JobWord.DEAD],
                states[JobWord.DONE],
                census.puts,
                Math.max(0, nowMs - census.oldestReadyMs));
    }

    /** Counts the jobs that are done or dead, and remembers the figure as a lower bound. */
    public static long settled(QueueDirectory queue) {
        long[] states = taken(queue, System.currentTimeMillis()).states;
        long settled = states[JobWord.DONE] + states[JobWord.MOVED] + states[JobWord.DEAD];
        queue.control().knownSettled(settled);
        return settled;
    }

    private static Census taken(QueueDirectory queue, long nowMs) {
        while (true) {
            int oldest = queue.control().oldest();
            Census census = new Census(queue);
            census.count(oldest, nowMs);
            if (queue.control().oldest() == oldest) {
                return census;
            }
            // A segment was compacted under the count; what was counted in it has to come from the base of the next.
        }
    }

    private void count(int oldest, long nowMs) {
        oldestReadyMs = nowMs;
        boolean first = true;
        int current = queue.control().current();
        for (int segment = Math.max(1, oldest); segment <= current; segment++) {
            LedgerFile ledger = queue.ledgers().find(segment);
            if (ledger == null) {
                continue;
            }
            if (first) {
                states[JobWord.DONE] = ledger.base(); // earlier segments are gone because all their jobs are done
                first = false;
            }
            int published = ledger.published();
            puts = ledger.base() + published;
            count(ledger, published, nowMs);
        }
    }

    private void count(LedgerFile ledger, int published, long nowMs) {
        int low = ledger.moveLow(published);
        states[JobWord.DONE] += low;
        for (int i = low; i < published; i++) {
            long word = ledger.word(i);
            int state = JobWord.state(word);
            if (state == JobWord.STAGED) {
                state = JobWord.state(JobWord.published(word, nowMs)); // not the last one, so it is published
            }
            if (state == JobWord.DELAYED && JobWord.timeMs(word) <= nowMs) {
                state = JobWord.READY;
            }
            if (state == JobWord.READY) {
                oldestReadyMs = Math.min(oldestReadyMs, JobWord.timeMs(word));
            }
            states[state]++;
        }
    }

    /** Sums up what the slots counted. */
    static QueueCounters counters(QueueDirectory queue) {
        return new QueueCounters(
                sum(queue, Slot.Count.CLAIMS),
                sum(queue, Slot.Count.ACKS),
                sum(queue, Slot.Count.RETRIES),
                sum(queue, Slot.Count.RELEASES),
                sum(queue, Slot.Count.BURIES),
                sum(queue, Slot.Count.CRASHES),
                sum(queue, Slot.Count.INTERRUPTIONS),
                sum(queue, Slot.Count.REJECTED),
                sum(queue, Slot.Count.FENCED));
    }

    private static long sum(QueueDirectory queue, Slot.Count what) {
        long sum = 0;
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            sum += queue.control().slot(i).count(what);
        }
        return sum;
    }
}
