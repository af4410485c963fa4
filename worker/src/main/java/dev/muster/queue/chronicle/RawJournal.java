package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Allocator;
import dev.muster.queue.ledger.JobIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the documents of a journal from the bare file, as a power cut may have left it: neither the journal's index nor the length of any
 * document is trusted. A document is found by its own place and its checksum, at the next aligned position where there is one, so a hole
 * or a flipped bit costs the documents that it is in and no other. Confined to a thread.
 */
final class RawJournal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RawJournal.class);

    /** Documents begin at multiples of this, behind a header of as many bytes. */
    private static final int ALIGNMENT = 4;

    /** In a header: not written to its end, or not a document but a page of the index. */
    private static final int NO_DOCUMENT = 0xc0000000;

    private static final int MOST = Segment.MAX_PAYLOAD_BYTES + JobDocument.MAX_HEAD_BYTES + ALIGNMENT;
    private static final int CHUNK = 1 << 20;
    private static final int SECTOR = 4096;

    private final Path file;
    private final int segment;
    private final int capacity;
    private final FileChannel channel;
    private final JobDocument documents = new JobDocument();
    private final BitSet found = new BitSet();
    private byte[] window = new byte[CHUNK];
    private ByteBuffer ints = view();
    private long start;
    private int length;
    private long position;

    private RawJournal(Path file, int segment, int capacity, FileChannel channel) {
        this.file = file;
        this.segment = segment;
        this.capacity = capacity;
        this.channel = channel;
    }

    /**
     * Opens a segment's journal.
     *
     * @throws IOException when it cannot be opened, {@link java.nio.file.NoSuchFileException} when there is none
     */
    static RawJournal open(Path segmentDirectory, int segment, int capacity) throws IOException {
        Path file = Segment.journal(segmentDirectory);
        return new RawJournal(file, segment, capacity, FileChannel.open(file, StandardOpenOption.READ));
    }

    /** The next sound document, null when there is none any more. */
    JobDocument.@Nullable Stored next() {
        while (has(position, ALIGNMENT + JobDocument.HEAD_BYTES)) {
            int header = ints.getInt((int) (position - start));
            if (header == 0) {
                passZeros();
                continue;
            }
            JobDocument.@Nullable Stored stored =
                    (header & NO_DOCUMENT) == 0 && header >= JobDocument.HEAD_BYTES && header <= MOST
                            ? read(header)
                            : null;
            if (stored != null) {
                return stored;
            }
            position += ALIGNMENT;
        }
        return null;
    }

    private JobDocument.@Nullable Stored read(int bytes) {
        int at = (int) (position - start) + ALIGNMENT;
        long id = JobDocument.id(window, at);
        int index = JobIds.index(id);
        boolean own = id == JobIds.of(segment, index) && index < capacity && !found.get(index);
        if (!own || !has(position, ALIGNMENT + bytes)) {
            return null;
        }
        at = (int) (position - start) + ALIGNMENT; // the window may have moved
        Bytes<byte[]> document = Bytes.wrapForRead(window);
        document.readLimit(at + bytes);
        document.readPosition(at);
        JobDocument.@Nullable Stored stored = documents.read(document);
        if (stored != null) {
            found.set(index);
            // By its own length, which the checksum covers: a wrong bit in the header must not jump over others.
            position += aligned(ALIGNMENT + (int) document.readPosition() - at);
        }
        return stored;
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** The rest of a file is allocated and empty: quicker than word by word. */
    private void passZeros() {
        int at = (int) (position - start);
        while (at + Long.BYTES <= length && ints.getLong(at) == 0) {
            at += Long.BYTES;
        }
        boolean untilTheEnd = at + Long.BYTES > length && length == window.length;
        // Within the last long, or before a header that is in its second half.
        position = Math.max(position + ALIGNMENT, start + at);
        if (untilTheEnd) {
            // A journal is a hundred times as long as what is in it when its segment is small.
            position = aligned(Allocator.nextData(file, position));
        }
    }

    /** Sees to it that a part of the file is in the window. @return false when the file ends before */
    private boolean has(long from, int bytes) {
        if (from >= start && from + bytes <= start + length) {
            return true;
        }
        if (window.length < bytes) {
            window = new byte[bytes];
            ints = view();
        }
        start = from;
        length = 0;
        fill();
        return length >= bytes;
    }

    private ByteBuffer view() {
        return ByteBuffer.wrap(window).order(ByteOrder.nativeOrder());
    }

    private void fill() {
        try {
            while (length < window.length) {
                int read = channel.read(ByteBuffer.wrap(window, length, window.length - length), start + length);
                if (read < 0) {
                    return;
                }
                length += read;
            }
        } catch (IOException e) {
            LOG.warn("{}: cannot be read at {}: {}", file, start + length, e.toString());
            fillBySectors();
        }
    }

    /** What the disk cannot give back is a hole. */
    private void fillBySectors() {
        while (length < window.length) {
            int bytes = Math.min(SECTOR - (int) ((start + length) % SECTOR), window.length - length);
            try {
                int read = channel.read(ByteBuffer.wrap(window, length, bytes), start + length);
                if (read < 0) {
                    return;
                }
                length += read;
            } catch (IOException e) {
                Arrays.fill(window, length, length + bytes, (byte) 0);
                length += bytes;
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
