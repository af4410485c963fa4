package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import java.util.HashMap;
import java.util.Map;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the words behind the foremost walker for jobs that were given back or have become due, when a hint says that
 * there are some. One process sweeps at a time. Confined to the consumer's thread.
 */
final class Sweeper {

    private static final int KEPT_OPEN = 4;

    private record Reader(Segment segment, ExcerptTailer tailer) {}

    private final QueueDirectory directory;
    private final Segments segments;
    private final Map<Integer, Reader> readers = new HashMap<>();
    private boolean sweeping;
    private int requests;
    private long nextDue;
    /** Lanes that this sweep has not seen to their end. */
    private int unseen;
    /** What it found has filled the batch. */
    private boolean handsFull;

    Sweeper(QueueDirectory directory, Segments segments) {
        this.directory = directory;
        this.segments = segments;
    }

    /**
     * Begins a sweep if that is called for and nobody else is at it. Then every lane that is in use is for {@link #sweep}, and
     * {@link #end} must follow.
     *
     * @param idle sweep also when it has not been done for long
     */
    void begin(Batch batch, boolean idle) {
        long now = batch.nowMs();
        var hints = directory.hints();
        boolean wanted = hints.wanted(now) || (idle && hints.overdue(now));
        sweeping = wanted && hints.tryBegin(now);
        if (sweeping) {
            requests = hints.takeRequests();
            nextDue = Long.MAX_VALUE;
            unseen = (int) Lane.RUN.stream().filter(directory.control()::has).count();
            handsFull = false;
            CrashPoint.SWEEPING.reach();
        }
    }

    /** Sweeps a lane, which must be in use, if a sweep has begun, until the batch is full. */
    void sweep(Lane lane, Batch batch) {
        if (!sweeping || batch.isFull()) {
            return;
        }
        nextDue = Math.min(nextDue, look(lane, batch));
        if (batch.isFull()) {
            handsFull = true; // and in this lane there may be more
        } else {
            unseen--;
        }
    }

    /** Ends the sweep, if one has begun, and asks for another if this one did not see everything. */
    void end(Batch batch) {
        if (!sweeping) {
            return;
        }
        sweeping = false;
        if (unseen == 0) {
            directory.hints().end(requests, nextDue, batch.nowMs());
        } else {
            if (handsFull) {
                directory.hints().endWithMore(nextDue);
            } else { // whatever waits in the lanes below has to wait for new jobs of this one anyway
                directory.hints().postpone(requests, nextDue, batch.nowMs());
            }
            directory.sleepers().wake(1);
        }
        trim();
    }

    private long look(Lane lane, Batch batch) {
        long nextDue = Long.MAX_VALUE;
        long end = directory.foremostPosition(lane);
        for (LedgerFile ledger : directory.ledgers(lane)) {
            int number = ledger.segment();
            if (number > JobIds.segment(end) || batch.isFull()) {
                break;
            }
            int limit = number == JobIds.segment(end) ? JobIds.index(end) : ledger.written();
            nextDue = Math.min(nextDue, look(ledger, limit, batch));
        }
        return nextDue;
    }

    /** @return when the next delayed job that was passed is due */
    private long look(LedgerFile ledger, int limit, Batch batch) {
        long nextDue = Long.MAX_VALUE;
        int written = Math.min(limit, ledger.written());
        for (int i = ledger.moveLow(written); i < written && !batch.isFull(); i++) {
            long word = ledger.word(i);
            if (JobWord.state(word) == JobWord.STAGED) {
                ledger.publish(i, batch.nowMs()); // whoever has passed it has seen its document, and failed to take it
                word = ledger.word(i);
            }
            if (JobWord.claimable(word, batch.nowMs())) {
                claim(ledger, i, batch);
            } else if (JobWord.state(word) == JobWord.DELAYED) {
                nextDue = Math.min(nextDue, JobWord.timeMs(word));
            }
        }
        return nextDue;
    }

    /** Claims one job, if its word allows it. */
    void claim(LedgerFile ledger, int index, Batch batch) {
        Reader reader = reader(ledger.segment());
        if (reader == null || !Segment.moveTo(reader.tailer(), index)) {
            return;
        }
        try (DocumentContext document = reader.tailer().readingDocument()) {
            if (document.isPresent() && Segment.index(document) == index) {
                batch.claim(ledger, index, documents -> read(document, documents));
            }
        }
    }

    private static JobDocument.@Nullable Stored read(DocumentContext document, JobDocument documents) {
        Wire wire = document.wire();
        return wire == null ? null : documents.read(wire.bytes());
    }

    private @Nullable Reader reader(int number) {
        Reader known = readers.get(number);
        if (known != null) {
            return known;
        }
        Segment segment = segments.acquire(number);
        if (segment == null) {
            return null;
        }
        try {
            Reader opened = new Reader(segment, segment.tailer());
            readers.put(number, opened);
            return opened;
        } catch (RuntimeException | Error e) {
            segments.release(segment);
            throw e;
        }
    }

    private void trim() {
        if (readers.size() > KEPT_OPEN || readers.keySet().stream().anyMatch(this::isCompacted)) {
            close();
        }
    }

    /** Its files take room on the disk as long as they are open. */
    private boolean isCompacted(int segment) {
        return segment < directory.control().oldest(Lane.of(segment));
    }

    void close() {
        for (Reader reader : readers.values()) {
            reader.tailer().close();
            segments.release(reader.segment());
        }
        readers.clear();
    }
}
