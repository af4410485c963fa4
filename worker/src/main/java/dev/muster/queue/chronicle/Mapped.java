package dev.muster.queue.chronicle;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.UnsafeMemory;

/**
 * The part of a journal that Chronicle has mapped around a document, and the headers of the documents in it. Good until the appender or
 * tailer that the document came from is used again, or closed. Confined to a thread.
 */
final class Mapped {

    /** A header has four bytes and begins at a multiple of four. */
    static final int HEADER_BYTES = 4;
    /** Behind a body: what pads it, and the next header. */
    private static final int CLEARED_BYTES = 8;

    /** What Chronicle adds to the length in a header: not written to its end. */
    private static final int NOT_COMPLETE = 0x80000000;
    /** Not a document but a page of the journal's index. */
    private static final int META_DATA = 0x40000000;

    private static final UnsafeMemory MEMORY = UnsafeMemory.INSTANCE;

    private final Trail trail = new Trail();
    private long base; // the address of position 0, if that were mapped
    private long from;
    private long limit;

    /** What is mapped around a position; before a document that begins there is written, or while it is read. */
    void around(Bytes<?> bytes, long position) {
        base = bytes.addressForRead(position) - position;
        BytesStore<?, ?> store = bytes.bytesStore();
        from = store.start();
        limit = store.safeLimit();
        passed(position);
    }

    /** Goes through the journal in one direction, and is here now. */
    void passed(long position) {
        trail.at(base, from, position);
    }

    /** Whether so many bytes can be read or written. */
    boolean reaches(long position, long bytes) {
        return position + bytes <= limit;
    }

    long address(long position) {
        return base + position;
    }

    /** Zero: nobody has published a document there. */
    int header(long position) {
        return MEMORY.readVolatileInt(base + position);
    }

    static boolean isComplete(int header) {
        return (header & NOT_COMPLETE) == 0;
    }

    static boolean isDocument(int header) {
        return (header & META_DATA) == 0;
    }

    static int length(int header) {
        return header & ~(NOT_COMPLETE | META_DATA);
    }

    /** How many bytes beyond the mapping's end a document of a length must not come near. */
    static long room(int length) {
        return (long) HEADER_BYTES + length + CLEARED_BYTES;
    }

    /** Publishes a body that was written behind an empty header. */
    void publish(long position, int length) {
        MEMORY.writeLong(base + position + HEADER_BYTES + length, 0); // also what a dead writer may have left there
        MEMORY.writeOrderedInt(base + position, length);
    }

    /** The position of the header behind a body. */
    static long next(long bodyEnd) {
        return (bodyEnd + HEADER_BYTES - 1) & -HEADER_BYTES;
    }
}
