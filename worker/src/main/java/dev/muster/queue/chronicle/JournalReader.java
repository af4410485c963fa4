package dev.muster.queue.chronicle;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from a document on to its end, once. Chronicle's tailer finds the first document; from there on the headers lead from
 * one to the next, which costs a tenth, until they leave what the tailer has mapped and it has to go on. Confined to a thread.
 */
final class JournalReader implements Batch.Document, AutoCloseable {

    private static final long UNKNOWN = -1;

    private final ExcerptTailer tailer;
    private final Mapped mapped = new Mapped();
    private boolean behind; // the tailer is not before the next document
    private long position = UNKNOWN; // of the next header
    private int next; // the number of its document
    private long body;
    private int length;

    /** Reads on from where a tailer stands, and closes it in the end. */
    JournalReader(ExcerptTailer tailer) {
        this.tailer = tailer;
    }

    /** Opens the next document. @return false when there is none yet */
    boolean next() {
        while (position != UNKNOWN && mapped.reaches(position, Mapped.HEADER_BYTES)) {
            int header = mapped.header(position);
            if (header == 0) {
                return false;
            }
            int bytes = Mapped.length(header);
            if (!Mapped.isComplete(header) || !mapped.reaches(position, Mapped.HEADER_BYTES + bytes)) {
                break;
            }
            body = position + Mapped.HEADER_BYTES;
            length = bytes;
            position = Mapped.next(body + bytes);
            behind = true;
            if (Mapped.isDocument(header)) {
                next++;
                mapped.passed(body);
                return true;
            }
        }
        return nextByTailer();
    }

    private boolean nextByTailer() {
        position = UNKNOWN; // the tailer may let go of what it has mapped
        if (behind && !Segment.moveTo(tailer, next)) {
            return false;
        }
        behind = false;
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            Wire wire = document.wire();
            if (wire == null) {
                throw new IllegalStateException("a document without a wire");
            }
            Bytes<?> bytes = wire.bytes();
            body = bytes.readPosition();
            length = (int) bytes.readRemaining();
            mapped.around(bytes, body);
            position = Mapped.next(body + length);
            next = Segment.index(document) + 1;
            return true;
        }
    }

    /** The number of the open document within the segment. */
    int index() {
        return next - 1;
    }

    @Override
    public JobDocument.@Nullable Stored read(JobDocument documents) {
        return documents.read(mapped.address(body), length);
    }

    @Override
    public void close() {
        tailer.close();
    }
}
