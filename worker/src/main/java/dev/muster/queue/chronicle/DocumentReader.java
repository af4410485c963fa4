package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/** Reads single documents, wherever they lie. Confined to a thread, or to the holder of a lock. */
final class DocumentReader {

    private final QueueDirectory directory;
    private final Segments segments;
    private final JobDocument documents = new JobDocument();

    DocumentReader(QueueDirectory directory, Segments segments) {
        this.directory = directory;
        this.segments = segments;
    }

    /** The document of a job; null when it was not published, is damaged, or its segment is gone. */
    JobDocument.@Nullable Stored read(LedgerFile ledger, int index) {
        Segment segment = segments.acquire(ledger.segment());
        if (segment == null) {
            return null;
        }
        try (ExcerptTailer tailer = segment.tailer()) {
            return Segment.moveTo(tailer, index) ? read(tailer, index) : null;
        } finally {
            segments.release(segment);
        }
    }

    /** The document at a place. */
    JobDocument.@Nullable Stored at(long place) {
        LedgerFile ledger = directory.ledgers().find(JobIds.segment(place));
        return ledger == null ? null : read(ledger, JobIds.index(place));
    }

    private JobDocument.@Nullable Stored read(ExcerptTailer tailer, int index) {
        try (DocumentContext document = tailer.readingDocument()) {
            Wire wire = document.isPresent() && Segment.index(document) == index ? document.wire() : null;
            return wire == null ? null : documents.read(wire.bytes());
        }
    }

    /** Where a job is now, following it from a place where it was; null when all trace of it there is gone. */
    @Nullable
    Place follow(long jobId) {
        long at = jobId;
        while (true) {
            LedgerFile ledger = directory.ledgers().find(JobIds.segment(at));
            if (ledger == null || JobIds.index(at) >= ledger.capacity()) {
                return null;
            }
            long word = ledger.word(JobIds.index(at));
            if (JobWord.state(word) != JobWord.MOVED || JobWord.movedTo(word) == 0) {
                return new Place(ledger, JobIds.index(at), word);
            }
            at = JobWord.movedTo(word);
        }
    }

    /** A job's place, and its word as it was seen there. */
    record Place(LedgerFile ledger, int index, long word) {
        long id() {
            return JobIds.of(ledger.segment(), index);
        }

        /** Waits or runs. */
        boolean isLive() {
            int state = JobWord.state(word);
            return state != JobWord.EMPTY && state != JobWord.DEAD && !JobWord.isFinal(word);
        }
    }
}
