package dev.muster.queue.chronicle;

import dev.muster.queue.AppendLog;
import dev.muster.queue.Job;
import dev.muster.queue.ledger.ControlFile;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.Uninterrupted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.queue.ExcerptTailer;
import org.jspecify.annotations.Nullable;

/** Goes through the segments of a log as a {@link Walker} does, and claims nothing. It takes a slot when it has to wait for the first time. */
final class LogReader implements AppendLog.Reader {

    /** How late an interrupt may be noticed: nobody can wake who sleeps on a futex but those who append. */
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String name;
    private final SharedQueue shared;
    private final JobDocument documents = new JobDocument();
    private final long from;
    private @Nullable Segment segment;
    private @Nullable JournalReader reader;
    private int passed; // documents of this segment that have been read
    private @Nullable Slot slot;
    private @Nullable IdleWait idle;
    private boolean closed;

    LogReader(String name, SharedQueue shared, long from) {
        this.name = name;
        this.shared = shared;
        this.from = from;
    }

    @Override
    public AppendLog.@Nullable Entry next() {
        if (closed) {
            throw new IllegalStateException("the reader of " + name + " is closed");
        }
        return Uninterrupted.call(this::read); // an interrupt would close the files
    }

    private AppendLog.@Nullable Entry read() {
        while (true) {
            Segment here = segment;
            JournalReader documentsHere = reader;
            if (here == null || documentsHere == null) {
                enterFirst();
            } else if (documentsHere.next()) {
                passed = documentsHere.index() + 1;
                long index = here.ledger().base() + documentsHere.index();
                if (index >= from) {
                    return entry(index, documentsHere);
                }
            } else if (!enterNext(here.ledger())) {
                return null;
            }
        }
    }

    private AppendLog.Entry entry(long index, JournalReader document) {
        JobDocument.@Nullable Stored stored = document.read(documents);
        if (stored == null) {
            throw new IllegalStateException(name + ": entry " + index + " is damaged");
        }
        Job job = stored.job();
        return new AppendLog.Entry(index, Instant.ofEpochMilli(stored.putAtMs()), job.contentType(), job.payload());
    }

    private void enterFirst() {
        ControlFile control = shared.directory().control();
        int number = control.oldest(Lane.NORMAL);
        LedgerFile ledger = ledger(number);
        while (number < control.current(Lane.NORMAL) && from >= ledger.base() + ledger.written()) {
            ledger = ledger(++number);
        }
        // The one before, because the wanted one may not exist yet, and not beyond the last.
        long before = Math.min(from - ledger.base(), ledger.published()) - 1;
        enter(number, (int) Math.max(0, before));
    }

    /** @return false when this is the end */
    private boolean enterNext(LedgerFile ledger) {
        boolean over = ledger.isSealed()
                && passed >= ledger.written()
                && shared.directory().control().current(Lane.NORMAL) > ledger.segment();
        if (over) {
            enter(ledger.segment() + 1, 0);
        }
        return over;
    }

    private LedgerFile ledger(int number) {
        LedgerFile ledger = shared.directory().ledgers().find(number);
        if (ledger == null) {
            throw new IllegalStateException(
                    name + ": segment " + number + " is missing, though nothing is ever removed");
        }
        return ledger;
    }

    private void enter(int number, int before) {
        leave();
        Segment entered = shared.segments().acquire(number);
        if (entered == null) {
            throw new IllegalStateException(
                    name + ": segment " + number + " is missing, though nothing is ever removed");
        }
        segment = entered;
        ExcerptTailer tailer = entered.tailer();
        reader = new JournalReader(tailer);
        passed = 0;
        if (before > 0) {
            Segment.moveTo(tailer, before);
        }
    }

    @Override
    public Optional<AppendLog.Entry> next(Duration longest) throws InterruptedException {
        long begun = System.nanoTime();
        long most = longest.compareTo(Duration.ofDays(1)) > 0 ? TimeUnit.DAYS.toNanos(1) : longest.toNanos();
        AppendLog.Entry entry = next();
        try {
            while (entry == null) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = most - (System.nanoTime() - begun);
                if (left <= 0) {
                    return Optional.empty();
                }
                idle().await(Math.min(left, NAP_NANOS));
                entry = next();
            }
            return Optional.of(entry);
        } finally {
            if (idle != null) {
                idle.busy(); // whoever appends wakes all: there is no wake-up to pass on
            }
        }
    }

    private IdleWait idle() {
        IdleWait known = idle;
        if (known == null) {
            Slot taken = shared.directory().occupySlot();
            slot = taken;
            known = new IdleWait(shared.directory().sleepers(), taken, 0);
            idle = known;
        }
        return known;
    }

    private void leave() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        Segment left = segment;
        if (left != null) {
            segment = null;
            shared.segments().release(left);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            leave();
            if (slot != null) {
                shared.directory().releaseSlot(slot);
            }
        } finally {
            shared.release();
        }
    }
}
