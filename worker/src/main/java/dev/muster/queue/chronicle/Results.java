package dev.muster.queue.chronicle;

import dev.muster.queue.JobCancelledException;
import dev.muster.queue.JobFailedException;
import dev.muster.queue.JobId;
import dev.muster.queue.JobResult;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.Uninterrupted;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the results of the jobs that this process has submitted: a thread reads the lane of results and completes the futures. Its
 * slot keeps what it has not read yet from being removed; should the process die, the results are nobody's. Thread-safe.
 */
final class Results {

    /** The types of a result's document. */
    static final String DONE = "done";

    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";

    private static final Logger LOG = LoggerFactory.getLogger(Results.class);
    private static final long SAFETY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final QueueDirectory directory;
    private final Segments segments;
    private final Slot slot;
    private final JobDocument documents = new JobDocument();
    private final Thread thread;
    private final Map<Long, CompletableFuture<JobResult>> waiting = new HashMap<>();
    private @Nullable Segment segment;
    private @Nullable ExcerptTailer tailer;
    private volatile boolean closing;

    Results(QueueDirectory directory, Segments segments) {
        this.directory = directory;
        this.segments = segments;
        this.slot = directory.occupySlot();
        // Whatever is published from here on may be meant for us.
        slot.position(Lane.RESULTS, end(directory));
        this.thread = new Thread(
                this::run, "muster-results-" + directory.files().directory().getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    private static long end(QueueDirectory directory) {
        int current = directory.control().current(Lane.RESULTS);
        LedgerFile last =
                directory.control().has(Lane.RESULTS) ? directory.ledgers().find(current) : null;
        return last == null
                ? JobIds.of(directory.control().oldest(Lane.RESULTS), 0)
                : JobIds.of(current, last.written());
    }

    /** Whom to wake for a result. */
    int slot() {
        return slot.index();
    }

    /**
     * Puts a job whose result completes a future, on the reading thread.
     *
     * @param put returns the job's id, or a negative number when there was no room
     * @return what the put returned
     */
    synchronized long submit(LongSupplier put, CompletableFuture<JobResult> future) {
        long id = put.getAsLong(); // under the monitor: the result may be there before we return
        if (id >= 0) {
            waiting.put(id, future);
        }
        return id;
    }

    private void run() {
        while (!closing) {
            try {
                int ticket = directory.sleepers().ticket(slot);
                if (!readOn()) {
                    directory.sleepers().sleep(slot, ticket, SAFETY_NANOS);
                }
            } catch (RuntimeException | Error e) {
                LOG.warn("{}: reading results failed; trying again", directory, e);
                close(segment);
                directory.sleepers().sleep(slot, directory.sleepers().ticket(slot), SAFETY_NANOS);
            }
        }
        close(segment);
    }

    /** @return whether there was anything */
    private boolean readOn() {
        Segment here = segment;
        ExcerptTailer reader = tailer;
        if (here == null || reader == null) {
            return enter(JobIds.segment(slot.position(Lane.RESULTS)), JobIds.index(slot.position(Lane.RESULTS)));
        }
        boolean any = false;
        while (true) {
            try (DocumentContext document = reader.readingDocument()) {
                Wire wire = document.isPresent() ? document.wire() : null;
                if (wire == null) {
                    break;
                }
                any = true;
                complete(documents.read(wire.bytes()));
                slot.position(Lane.RESULTS, JobIds.of(here.ledger().segment(), Segment.index(document) + 1));
            }
        }
        int number = here.ledger().segment();
        boolean passed = here.ledger().isSealed()
                && JobIds.index(slot.position(Lane.RESULTS)) >= here.ledger().written();
        return any || (passed && directory.control().current(Lane.RESULTS) > number && enter(number + 1, 0));
    }

    private boolean enter(int number, int index) {
        close(segment);
        int wanted = Math.max(number, directory.control().oldest(Lane.RESULTS));
        Segment entered = directory.control().has(Lane.RESULTS) ? segments.acquire(wanted) : null;
        if (entered == null) {
            return false;
        }
        segment = entered;
        ExcerptTailer reader = entered.tailer();
        if (index > 0 && wanted == number) {
            Segment.moveTo(reader, index - 1); // its successor may not be there yet
        }
        tailer = reader;
        slot.position(Lane.RESULTS, JobIds.of(wanted, wanted == number ? index : 0));
        return true;
    }

    private void complete(JobDocument.@Nullable Stored stored) {
        if (stored == null) {
            return;
        }
        CompletableFuture<JobResult> future;
        synchronized (this) {
            future = waiting.remove(stored.origin());
        }
        if (future == null) {
            return; // another process's, or a second one after a lost lease
        }
        byte[] payload = stored.job().payload();
        if (stored.job().type().equals(DONE)) {
            future.complete(new JobResult(stored.job().contentType(), payload));
        } else {
            future.completeExceptionally(failure(stored));
        }
    }

    private JobFailedException failure(JobDocument.Stored stored) {
        String queue = String.valueOf(directory.files().directory().getFileName());
        JobId id = JobId.of(stored.origin());
        String why = new String(stored.job().payload(), StandardCharsets.UTF_8);
        return stored.job().type().equals(CANCELLED)
                ? new JobCancelledException(queue, id, why)
                : new JobFailedException(queue, id, why);
    }

    private void close(@Nullable Segment left) {
        if (tailer != null) {
            tailer.close();
            tailer = null;
        }
        if (left != null) {
            segment = null;
            segments.release(left);
        }
    }

    /** Ends the thread; jobs that were submitted still run, and nobody waits for them. */
    void close() {
        closing = true;
        directory.sleepers().wake(slot);
        Uninterrupted.join(thread);
        synchronized (this) {
            waiting.values()
                    .forEach(future -> future.completeExceptionally(
                            new IllegalStateException("the queue was closed before the result was there")));
            waiting.clear();
        }
        directory.releaseSlot(slot);
    }
}
