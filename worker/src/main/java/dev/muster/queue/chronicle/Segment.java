package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.QueueFiles;
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

    /** Beyond this size a segment is sealed, however few jobs it holds. */
    static final long MAX_BYTES = 1L << 30;

    private static final RollCycles CYCLE = RollCycles.FAST_DAILY;
    private static final long CLOCK_MS = 86_400_000;
    private static final long FIRST_INDEX = CYCLE.toIndex(1, 0);
    private static final long BLOCK_BYTES = 128L << 20;
    private static final long LOCK_TIMEOUT_MS = 2000;

    private final LedgerFile ledger;
    private final SingleChronicleQueue journal;
    private final AtomicReference<@Nullable LongValue> writeLock;
    private @Nullable ExcerptAppender appender;

    private Segment(QueueDirectory directory, LedgerFile ledger) {
        this.ledger = ledger;
        Path path = QueueFiles.journal(directory.files().segment(ledger.segment()));
        // Chronicle keeps each thread's pauser in a ThreadLocal that the pauser must not reach: nothing would be freed.
        AtomicReference<@Nullable LongValue> lock = new AtomicReference<>();
        this.writeLock = lock;
        this.journal = build(path, () -> new DeadHolderPauser(directory, lock::get));
        lock.set(journal.metaStore().acquireValueFor("chronicle.write.lock", 1L << 63));
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
        try (SingleChronicleQueue queue = build(journal, () -> new DeadHolderPauser(directory, () -> null));
                ExcerptAppender appender = queue.createAppender();
                DocumentContext document = appender.writingDocument()) {
            document.rollbackOnClose(); // the file of the cycle is made, and stays empty
        }
        LedgerFile.create(segment, capacity);
    }

    /** Opens a segment that exists. */
    static Segment open(QueueDirectory directory, LedgerFile ledger) {
        return new Segment(directory, ledger);
    }

    LedgerFile ledger() {
        return ledger;
    }

    /** The only appender of this JVM. The caller holds the enqueuer's lock. */
    ExcerptAppender appender() {
        ExcerptAppender known = appender;
        if (known == null) {
            known = journal.createAppender();
            known.singleThreadedCheckDisabled(true);
            appender = known;
        }
        return known;
    }

    /** Drops the appender after a failure, so that the next one starts from what is in the file. */
    void dropAppender() {
        if (appender != null) {
            appender.close();
            appender = null;
        }
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
        dropAppender();
        Closeable.closeQuietly(writeLock.getAndSet(null));
        journal.close();
    }
}
