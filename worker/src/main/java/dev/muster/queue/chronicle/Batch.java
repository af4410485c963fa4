package dev.muster.queue.chronicle;

import dev.muster.queue.Lease;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that one poll claims for its slot. Confined to the consumer's thread. */
final class Batch {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final ChronicleConsumer consumer;
    private final JobDocument documents;
    private int max;
    private final long nowMs;
    private final long nowNanos;
    private final List<Lease> leases;
    private boolean suspects;
    private int uncounted;

    /** A document that is open. */
    interface Document {

        /** What it says, null when it is damaged. Once. */
        JobDocument.@Nullable Stored read(JobDocument documents);
    }

    Batch(ChronicleConsumer consumer, JobDocument documents, int max, long nowMs, long nowNanos) {
        this.consumer = consumer;
        this.documents = documents;
        this.max = max;
        this.nowMs = nowMs;
        this.nowNanos = nowNanos;
        this.leases = new ArrayList<>(Math.min(max, 64));
    }

    /** Nothing else runs in this JVM. */
    void allowSuspects() {
        suspects = true;
    }

    /** Before anything that was claimed is settled: between the two nothing may be uncounted. */
    void countClaims() {
        if (uncounted > 0) {
            consumer.slot().count(Slot.Count.CLAIMS, uncounted);
            uncounted = 0;
        }
    }

    boolean isFull() {
        return leases.size() >= max;
    }

    boolean isEmpty() {
        return leases.isEmpty();
    }

    long nowMs() {
        return nowMs;
    }

    List<Lease> leases() {
        return leases;
    }

    /**
     * Claims a job whose document is open, if its word allows it.
     *
     * @return the word as it was seen, so that the caller may note when it is due
     */
    long claim(LedgerFile ledger, int index, Document document) {
        long seen = ledger.word(index);
        // The document is there, whatever became of its producer.
        boolean staged = JobWord.state(seen) == JobWord.STAGED;
        long word = staged ? JobWord.published(seen, nowMs) : seen;
        if (!JobWord.claimable(word, nowMs)) {
            if (staged) {
                ledger.publish(index, nowMs);
            }
            return word;
        }
        // A job that was never handed out cannot have killed anybody.
        if (JobWord.delivery(word) > 0 && !suspects && !consumer.isUnsuspected(ledger, index, word, nowMs)) {
            return word;
        }
        Slot slot = consumer.slot();
        long claimed = JobWord.claimed(word, slot.index(), nowMs);
        ChronicleLease lease = new ChronicleLease(consumer, ledger, index, claimed);
        consumer.hold(
                lease); // before the claim: whatever goes wrong behind it, the lease is known and can be given back
        if (!ledger.cas(index, seen, claimed)) {
            consumer.drop(lease);
            // By somebody else, that is; or its producer has just marked it as published, and it may still be had.
            return staged ? claim(ledger, index, document) : claimed;
        }
        uncounted++;
        CrashPoint.CLAIMED.reach();
        slot.measure(Slot.Time.QUEUE, TimeUnit.MILLISECONDS.toMicros(nowMs - JobWord.timeMs(word)), 1);
        JobDocument.@Nullable Stored job = document.read(documents);
        if (job == null) {
            LOG.error(
                    "{}: job {} of segment {} is damaged; putting it aside as dead", consumer, index, ledger.segment());
            consumer.died(
                    ledger, Evidence.died(index, JobWord.delivery(claimed), nowMs, "its document is damaged", ""));
            countClaims();
            slot.ending(Slot.Count.BURIES);
            ledger.bury(index, claimed, nowMs);
            slot.count(Slot.Count.BURIES, 1);
            consumer.drop(lease);
            return claimed;
        }
        lease.stored(job, nowNanos);
        leases.add(lease);
        if (!isFull() && !consumer.mayHoldAnother()) {
            max = leases.size();
        }
        return claimed;
    }
}
