package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Allocator;
import dev.muster.queue.ledger.DiskFullException;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.QueueFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import net.openhft.chronicle.core.io.Closeable;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.table.AbstractTSQueueLock;
import net.openhft.chronicle.threads.TimingPauser;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * One segment's journal: a Chronicle queue that never leaves its first cycle, because its clock stands still. (Rolling by
 * time is not safe against kill -9: a writer killed in it can leave every reader stuck.) The segment is thread-safe;
 * appenders and tailers belong to the thread that uses them.
 */
final class Segment {

    /** The most that one payload may have; the journal's mapping overlaps by more than this. */
    static final int MAX_PAYLOAD_BYTES = 16 << 20;

    /** The largest journal there is. */
    static final long MAX_BYTES = 1L << 30;

    /** The most that one put makes the journal grow beyond its own need. */
    private static final long MAX_STEP = 16L << 20;

    private static final long MIN_STEP = 1L << 20;

    /** What the journal writes beside the documents: the next header, and pages of its index. */
    private static final long SLACK = 1L << 20;

    private static final long FIRST_BYTES = SLACK + MIN_STEP;
    private static final long TABLE_BYTES = 128L << 10;
    private static final String JOURNAL = "19700102F.cq4";
    /** Under its own name it would be waited for, for two seconds, as one that another process is making. */
    private static final String PREPARED = "19700102F.precreated";

    private static final String TABLE = "metadata.cq4t";

    /** The journal's file, wherever the segment is. */
    static Path journal(Path segment) {
        return QueueFiles.journal(segment).resolve(JOURNAL);
    }

    private static final RollCycles CYCLE = RollCycles.FAST_DAILY;
    private static final long CLOCK_MS = 86_400_000;
    private static final long FIRST_INDEX = CYCLE.toIndex(1, 0);
    private static final long BLOCK_BYTES = 128L << 20;
    private static final long LOCK_TIMEOUT_MS = 2000;

    private final LedgerFile ledger;
    private final SingleChronicleQueue journal;
    private final AtomicReference<@Nullable LongValue> writeLock;
    private final Path place;
    private final JournalEnd end;
    private @Nullable Allocator allocator;
    private int allocatedJobs;
    private long allocatedBytes;

    private Segment(QueueDirectory directory, LedgerFile ledger) {
        this.ledger = ledger;
        this.place = directory.files().segment(ledger.segment());
        Path path = QueueFiles.journal(place);
        // Chronicle keeps each thread's pauser in a ThreadLocal that the pauser must not reach: nothing would be freed.
        AtomicReference<@Nullable LongValue> lock = new AtomicReference<>();
        this.writeLock = lock;
        this.journal = build(path, () -> new DeadHolderPauser(directory, lock::get));
        LongValue value = journal.metaStore().acquireValueFor("chronicle.write.lock", AbstractTSQueueLock.UNLOCKED);
        lock.set(value);
        this.end = new JournalEnd(journal, value);
    }

    private static SingleChronicleQueue build(Path path, Supplier<TimingPauser> pauser) {
        return SingleChronicleQueueBuilder.binary(path)
                .rollCycle(CYCLE)
                .timeProvider(() -> CLOCK_MS)
                .blockSize(BLOCK_BYTES)
                .timeoutMS(LOCK_TIMEOUT_MS)
                .pauserSupplier(pauser)
                .build();
    }

    /** Makes an empty segment in a directory that nobody else sees yet. */
    static void create(QueueDirectory directory, Path segment, int capacity) {
        Path journal = QueueFiles.journal(segment);
        reserve(journal);
        try (SingleChronicleQueue queue = build(journal, () -> new DeadHolderPauser(directory, () -> null));
                ExcerptAppender appender = queue.createAppender();
                DocumentContext document = appender.writingDocument()) {
            document.rollbackOnClose(); // the file of the cycle is made, and stays empty
        }
        Allocator.reserve(
                journal.resolve(JOURNAL), FIRST_BYTES); // nothing to do, unless Chronicle made a file of its own
        LedgerFile.create(segment, capacity, FIRST_BYTES);
    }

    /** What a segment takes of the disk that holds no job yet. */
    static long emptyBytes(int capacity) {
        return LedgerFile.emptyBytes(capacity) + FIRST_BYTES;
    }

    /** Empty files with blocks under the names by which Chronicle takes them for new ones. */
    private static void reserve(Path journal) {
        try {
            Files.createDirectory(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Allocator.reserve(journal.resolve(TABLE), TABLE_BYTES);
        Allocator.reserve(journal.resolve(PREPARED), FIRST_BYTES);
    }

    /** Opens a segment that exists. */
    static Segment open(QueueDirectory directory, LedgerFile ledger) {
        return new Segment(directory, ledger);
    }

    LedgerFile ledger() {
        return ledger;
    }

    /** Where jobs are appended, the only one of this JVM. The caller holds the enqueuer's lock. */
    JournalEnd end() {
        return end;
    }

    /** Whether a document that ends somewhere can be written without another block. The caller holds the write lock. */
    boolean hasRoom(int index, long end) {
        if (index < allocatedJobs && end + SLACK <= allocatedBytes) {
            return true;
        }
        allocatedJobs = ledger.allocatedJobs(); // another process may have made room
        allocatedBytes = ledger.allocatedJournal();
        return index < allocatedJobs && end + SLACK <= allocatedBytes;
    }

    /**
     * Makes room for a document, and for more of them if there is any left. The caller holds the write lock.
     *
     * @param most bytes that may be taken
     * @return false when that is not enough
     * @throws DiskFullException when the file system has less
     */
    boolean grow(int index, long end, long most) {
        boolean words = index >= allocatedJobs;
        long need = end + SLACK - allocatedBytes;
        long left = words ? most - LedgerFile.STEP_BYTES : most;
        if (left < Math.max(0, need)) {
            return false;
        }
        if (words) {
            ledger.allocateWords(place);
        }
        if (need > 0) {
            long step = Math.min(MAX_STEP, Math.max(MIN_STEP, allocatedBytes / 4));
            long bytes = Math.max(need, Math.min(step, left));
            blocks().allocate(allocatedBytes, bytes);
            ledger.allocatedJournal(allocatedBytes + bytes);
        }
        return true;
    }

    private Allocator blocks() {
        Allocator known = allocator;
        if (known == null) {
            known = Allocator.open(QueueFiles.journal(place).resolve(JOURNAL));
            allocator = known;
        }
        return known;
    }

    ExcerptTailer tailer() {
        ExcerptTailer tailer = journal.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        return tailer;
    }

    /** Puts a tailer before a job. @return false when there is no such job yet */
    static boolean moveTo(ExcerptTailer tailer, int index) {
        return tailer.moveToIndex(FIRST_INDEX + index);
    }

    /** A document's number within the segment. */
    static int index(DocumentContext document) {
        return (int) (document.index() - FIRST_INDEX);
    }

    void close() {
        end.dropAppender();
        if (allocator != null) {
            allocator.close();
            allocator = null;
        }
        Closeable.closeQuietly(writeLock.getAndSet(null));
        journal.close();
    }
}
