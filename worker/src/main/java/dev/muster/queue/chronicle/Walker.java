package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import net.openhft.chronicle.queue.ExcerptTailer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a lane from its oldest live job to its end, once, and claims what it passes. Confined to the consumer's thread.
 */
final class Walker {

    private final QueueDirectory directory;
    private final Segments segments;
    private final Slot slot;
    private final Lane lane;
    private @Nullable Segment segment;
    private @Nullable JournalReader reader;

    Walker(QueueDirectory directory, Segments segments, Slot slot, Lane lane) {
        this.directory = directory;
        this.segments = segments;
        this.slot = slot;
        this.lane = lane;
    }

    /** Claims ahead until the batch is full or the journal ends. */
    void walk(Batch batch) {
        while (!batch.isFull()) {
            Segment here = segment;
            if (here == null
                    || reader == null
                    || here.ledger().segment() < directory.control().oldest(lane)) {
                here = enter(directory.control().oldest(lane));
            }
            boolean atEnd = here == null || walk(here.ledger(), batch);
            if (atEnd && !next(here)) {
                return;
            }
        }
    }

    /** @return true when it stopped because nothing more is published in this segment */
    private boolean walk(LedgerFile ledger, Batch batch) {
        JournalReader documents = reader;
        if (documents == null) {
            return true;
        }
        while (!batch.isFull()) {
            if (!documents.next()) {
                return true;
            }
            int index = documents.index();
            slot.position(lane, JobIds.of(ledger.segment(), index + 1));
            long word = batch.claim(ledger, index, documents);
            if (JobWord.state(word) == JobWord.DELAYED) {
                directory.hints().due(JobWord.timeMs(word));
            }
        }
        return false;
    }

    /** Leaves a segment that will get no more jobs for the next one. @return false when this is the end of the queue */
    private boolean next(@Nullable Segment here) {
        if (here == null) {
            return false;
        }
        LedgerFile ledger = here.ledger();
        int number = ledger.segment();
        boolean passed = ledger.isSealed() && JobIds.index(slot.position(lane)) >= ledger.written();
        boolean gone = number < directory.control().oldest(lane);
        if ((!passed && !gone) || directory.control().current(lane) <= number) {
            return false;
        }
        int following = Math.max(number + 1, directory.control().oldest(lane));
        while (enter(following) == null) {
            if (following == directory.control().current(lane)) {
                return false;
            }
            following++; // that one is gone: all of it was final
        }
        return true;
    }

    private @Nullable Segment enter(int number) {
        close();
        Segment entered = segments.acquire(number);
        if (entered == null) {
            return null; // compacted meanwhile; the next round starts at the oldest again
        }
        segment = entered; // from here on close() gives it back, whatever happens
        ExcerptTailer tailer = entered.tailer();
        LedgerFile ledger = entered.ledger();
        int low = ledger.moveLow(ledger.written()); // or those that are final would be read one by one
        if (low > 0) {
            Segment.moveTo(tailer, low - 1); // the last final one, because its successor may not exist yet
        }
        reader = new JournalReader(tailer);
        slot.position(lane, JobIds.of(number, Math.max(0, low - 1)));
        return entered;
    }

    void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        Segment left = segment;
        if (left != null) {
            segment = null;
            segments.release(left);
        }
    }
}
