package dev.muster.queue.chronicle;

import dev.muster.queue.AppendLog;
import dev.muster.queue.Job;
import dev.muster.queue.JobTooBigException;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import java.time.Duration;
import java.util.List;

/**
 * A log is a queue from which nobody takes anything: what is appended stays ready for ever, so no segment is ever removed, a reboot
 * keeps everything, and an entry's index is its place behind the jobs of earlier segments.
 */
final class ChronicleLog implements AppendLog {

    private final String name;
    private final SharedQueue shared;
    private final Bounds bounds;
    private volatile boolean closed;

    ChronicleLog(String name, QueueUrl url, Runnable progress) {
        this.name = name;
        this.shared = SharedQueue.acquire(url, progress);
        this.bounds = url.bounds().on(shared.disk());
    }

    @Override
    public long append(String contentType, byte[] value) {
        requireOpen();
        if (value.length > Segment.MAX_PAYLOAD_BYTES) {
            throw new JobTooBigException(name, value.length, Segment.MAX_PAYLOAD_BYTES);
        }
        Job entry = new Job("", contentType, value, Duration.ZERO);
        long id = shared.enqueuers().put(entry, System.currentTimeMillis(), bounds);
        if (id < 0) {
            throw QueueFullException.disk(name, shared.disk().usable(), bounds.minFree(), List.of());
        }
        shared.directory().sleepers().wakeAll();
        return ledger(JobIds.segment(id)).base() + JobIds.index(id);
    }

    @Override
    public long size() {
        requireOpen();
        Housekeeper.settleTail(shared.directory(), shared.segments());
        LedgerFile last = ledger(shared.directory().control().current(Lane.NORMAL));
        return last.base() + last.published();
    }

    private LedgerFile ledger(int segment) {
        LedgerFile ledger = shared.directory().ledgers().find(segment);
        if (ledger == null) {
            throw new IllegalStateException(
                    name + ": segment " + segment + " is missing, though nothing is ever removed");
        }
        return ledger;
    }

    @Override
    public Reader read(long from) {
        requireOpen();
        if (from < 0) {
            throw new IndexOutOfBoundsException(name + " has no entry " + from);
        }
        shared.retain();
        return new LogReader(name, shared, from);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            shared.release();
        }
    }

    @Override
    public String toString() {
        return name + " in " + shared.directory().files().directory();
    }
}
