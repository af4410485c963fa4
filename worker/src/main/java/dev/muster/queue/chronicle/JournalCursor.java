package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.LedgerFile;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents in the order in which they lie, as {@link DocumentReader} does singly: the segment stays open, and the next document
 * needs no search. Confined to a thread.
 */
final class JournalCursor implements AutoCloseable {

    private static final int NOWHERE = -1;

    private final Segments segments;
    private final JobDocument documents = new JobDocument();
    private @Nullable Segment segment;
    private @Nullable ExcerptTailer tailer;
    private int next;

    JournalCursor(Segments segments) {
        this.segments = segments;
    }

    /** The document of a job; null when it was not published, is damaged, or its segment is gone. */
    JobDocument.@Nullable Stored read(LedgerFile ledger, int index) {
        ExcerptTailer reader = tailer;
        if (reader == null || segment == null || segment.ledger().segment() != ledger.segment()) {
            reader = enter(ledger);
        }
        if (reader == null || (next != index && !Segment.moveTo(reader, index))) {
            next = NOWHERE;
            return null;
        }
        try (DocumentContext document = reader.readingDocument()) {
            boolean there = document.isPresent() && Segment.index(document) == index;
            next = there ? index + 1 : NOWHERE;
            Wire wire = there ? document.wire() : null;
            return wire == null ? null : documents.read(wire.bytes());
        }
    }

    private @Nullable ExcerptTailer enter(LedgerFile ledger) {
        close();
        next = NOWHERE;
        segment = segments.acquire(ledger.segment());
        tailer = segment == null ? null : segment.tailer();
        return tailer;
    }

    @Override
    public void close() {
        if (tailer != null) {
            tailer.close();
            tailer = null;
        }
        if (segment != null) {
            segments.release(segment);
            segment = null;
        }
    }
}
