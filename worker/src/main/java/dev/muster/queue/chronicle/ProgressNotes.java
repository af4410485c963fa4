package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.DiskFullException;
import dev.muster.queue.ledger.ProgressFile;
import dev.muster.queue.ledger.Slot;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the jobs of one consumer say of how far they are. Whoever says more than others can read is written down from time to time, the last
 * time by the housekeeper. A job keeps its entry until another needs it: nothing is done at the end of one. Thread-safe.
 */
final class ProgressNotes {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressNotes.class);
    private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What a job says in its entry. Guarded by the notes. */
    private static final class Teller {
        final ChronicleLease lease;
        double fraction;
        String note = "";
        long writtenNanos;
        boolean written;

        Teller(ChronicleLease lease) {
            this.lease = lease;
        }
    }

    private final SharedQueue shared;
    private final Slot slot;
    private final @Nullable Teller[] tellers = new Teller[ProgressFile.ENTRIES];
    private @Nullable ProgressFile file;
    private boolean mute;

    ProgressNotes(SharedQueue shared, Slot slot) {
        this.shared = shared;
        this.slot = slot;
    }

    /** Says something. When all entries are taken it is not heard. */
    synchronized void tell(ChronicleLease lease, double fraction, String note) {
        int entry = mute ? -1 : entry(lease);
        Teller teller = entry < 0 ? null : tellers[entry];
        if (teller == null) {
            return;
        }
        long now = System.nanoTime();
        boolean first = teller.writtenNanos == 0;
        teller.fraction = fraction;
        teller.note = note;
        teller.written = false;
        if (first || now - teller.writtenNanos >= SPACING_NANOS) {
            teller.writtenNanos = now;
            write(entry, teller);
        }
    }

    /** Writes down what was said and is not written yet. */
    synchronized void flush() {
        for (int i = 0; i < tellers.length; i++) {
            Teller teller = tellers[i];
            if (teller == null) {
                return; // they are taken in order
            }
            if (!teller.written && !mute) {
                write(i, teller);
            }
        }
    }

    private void write(int entry, Teller teller) {
        try {
            ProgressFile known = file;
            if (known == null) {
                known = shared.directory().makeProgress(slot);
                file = known;
                shared.running().notes().add(this);
            }
            ChronicleLease lease = teller.lease;
            byte[] note = teller.note.getBytes(StandardCharsets.UTF_8);
            known.tell(entry, lease.place(), lease.claimed(), teller.fraction, note);
            teller.written = true;
        } catch (DiskFullException | UncheckedIOException e) {
            mute = true;
            LOG.warn(
                    "{}: jobs of slot {} cannot say how far they are: {}",
                    shared.directory(),
                    slot.index(),
                    e.toString());
        }
    }

    private int entry(ChronicleLease lease) {
        int free = -1;
        for (int i = 0; i < tellers.length; i++) {
            Teller teller = tellers[i];
            if (teller == null) {
                free = free < 0 ? i : free;
                break;
            }
            if (teller.lease == lease) {
                return i;
            }
            if (free < 0 && teller.lease.isSettled()) {
                free = i;
            }
        }
        if (free >= 0) {
            tellers[free] = new Teller(lease);
        }
        return free;
    }

    /** The consumer has left its slot. */
    synchronized void close() {
        mute = true;
        shared.running().notes().remove(this);
    }
}
