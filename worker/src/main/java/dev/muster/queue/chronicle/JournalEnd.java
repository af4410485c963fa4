package dev.muster.queue.chronicle;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.table.AbstractTSQueueLock;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Where documents are appended to a journal, one after the other. Chronicle's appender looks up the end, its number and the journal's
 * index each time; that costs more than all else that a small job needs. So it writes the first document, and from then on we know the
 * end: as long as the next header is still empty under the journal's write lock, nobody else has appended, and the document is written
 * there the way Chronicle does it: the body behind an empty header, zeros behind the body, then the header, which publishes
 * it. A writer that dies leaves an empty header, hence nothing. Chronicle finds the documents that it did not write itself by
 * following their headers, as it does after the death of a writer that has not come to say how far it was; it gets every document that its
 * index has an entry for, so it never has to go far.
 *
 * <p>The caller holds the enqueuer's lock. After {@link #open} exactly one of {@link #publish} and {@link #drop} is called for each document.
 */
final class JournalEnd {

    private static final long UNKNOWN = -1;
    /** What is longer gains nothing, and Chronicle would have to go far. */
    private static final int MOST_BYTES = 4096;

    private final SingleChronicleQueue journal;
    private final LongValue lock;
    private final int indexSpacing;
    private final Mapped mapped = new Mapped();
    private @Nullable ExcerptAppender appender;
    private @Nullable DocumentContext context;
    private boolean locked;
    private long end = UNKNOWN; // the position of the next header
    private int next; // the index of the document that it will belong to
    private int length; // of the body that was written

    JournalEnd(SingleChronicleQueue journal, LongValue lock) {
        this.journal = journal;
        this.lock = lock;
        this.indexSpacing = journal.indexSpacing();
    }

    /**
     * Opens a document and takes the journal's write lock, unless it is held since the last one.
     *
     * @throws RuntimeException of whatever kind when Chronicle fails, after which {@link #dropAppender} helps
     */
    void open(int bytes) {
        if (isWithinReach(bytes) && (locked || tryLock())) {
            if (mapped.header(end) == 0) {
                return;
            }
            end = UNKNOWN; // somebody else has appended
        }
        unlock();
        context = appender().writingDocument();
    }

    private boolean isWithinReach(int bytes) {
        return end != UNKNOWN
                && bytes <= MOST_BYTES
                && next % indexSpacing != 0
                && mapped.reaches(end, Mapped.room(bytes));
    }

    private ExcerptAppender appender() {
        ExcerptAppender known = appender;
        if (known == null) {
            known = journal.createAppender();
            known.singleThreadedCheckDisabled(true);
            appender = known;
        }
        return known;
    }

    /** The number of the open document within the segment. */
    int index() {
        return context == null ? next : Segment.index(context);
    }

    /** Where the body of the open document begins. */
    long position() {
        return context == null ? end + Mapped.HEADER_BYTES : bytes(context).writePosition();
    }

    /** Writes what was prepared. */
    void write(JobDocument document, long id) {
        if (context == null) {
            length = document.length();
            document.write(mapped.address(end + Mapped.HEADER_BYTES), id);
            return;
        }
        Bytes<?> bytes = bytes(context);
        mapped.around(bytes, bytes.writePosition());
        next = Segment.index(context) + 1;
        document.write(bytes, id);
        end = Mapped.next(bytes.writePosition());
    }

    /** Publishes the open document. The lock is kept for the next one if it is held by us and not by Chronicle. */
    void publish() {
        DocumentContext open = context;
        if (open == null) {
            mapped.publish(end, length);
            end = Mapped.next(end + Mapped.HEADER_BYTES + length);
            next++;
        } else {
            long known = end;
            end = UNKNOWN;
            context = null;
            open.close();
            end = known;
        }
    }

    /** Gives up the open document, as if it had never been opened. */
    void drop() {
        DocumentContext open = context;
        if (open != null) {
            context = null;
            end = UNKNOWN;
            open.rollbackOnClose(); // or the half-built document would be published
            open.close();
        }
        unlock();
    }

    private boolean tryLock() {
        locked = lock.compareAndSwapValue(AbstractTSQueueLock.UNLOCKED, Jvm.getProcessId());
        return locked;
    }

    /** Gives the journal's write lock back after the last document of a run. */
    void unlock() {
        if (locked) {
            locked = false;
            lock.compareAndSwapValue(Jvm.getProcessId(), AbstractTSQueueLock.UNLOCKED);
        }
    }

    /** Drops the appender, so that the next one starts from what is in the file. */
    void dropAppender() {
        unlock();
        end = UNKNOWN;
        if (appender != null) {
            appender.close();
            appender = null;
        }
    }

    private static Bytes<?> bytes(DocumentContext context) {
        Wire wire = context.wire();
        if (wire == null) {
            throw new IllegalStateException("a document without a wire");
        }
        return wire.bytes();
    }
}
