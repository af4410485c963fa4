package dev.muster.queue.ledger;

import dev.muster.queue.JobProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How far the jobs of one slot are, as they say themselves: a small mapped file, made by the first that says something and used by all later
 * owners of the slot. An entry names the job and its claimed word, which never occurs twice, and says nothing about any other delivery; so none is
 * ever cleared. One writer an entry, readers in any process.
 */
public final class ProgressFile {

    /** How many jobs of a slot can say something at a time. */
    public static final int ENTRIES = 256;

    private static final int ENTRY_BYTES = 256;
    private static final int VERSION = 0; // its last bit says which half is complete
    private static final int PLACE = 8;
    private static final int WORD = 16;
    private static final int HALVES = 32;
    private static final int HALF_BYTES = 112;
    private static final int FRACTION = 0;
    private static final int LENGTH = 8;
    private static final int NOTE = 12;
    private static final int MAX_NOTE_BYTES = 96;
    private static final int BYTES = ENTRIES * ENTRY_BYTES;
    private static final int TRIES = 100;

    private final Region region;

    private ProgressFile(Region region) {
        this.region = region;
    }

    /**
     * The file of a slot, by its owner.
     *
     * @throws DiskFullException when there is no room for one
     */
    static ProgressFile make(QueueFiles files, Slot slot) {
        Optional<ProgressFile> known = find(files, slot.index());
        if (known.isPresent()) {
            return known.get();
        }
        Path file = files.progress(slot.index());
        Path half = file.resolveSibling(slot.index() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(half); // of a former owner that died over it
            Region region = Region.create(half, BYTES);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            return new ProgressFile(region);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of a slot, if any job of it has ever said something. */
    static Optional<ProgressFile> find(QueueFiles files, int slot) {
        try {
            Region region = Region.map(files.progress(slot));
            return region.size() == BYTES ? Optional.of(new ProgressFile(region)) : Optional.empty();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Writes an entry. One thread at a time.
     *
     * @param place the job's
     * @param claimed its word
     * @param note cut off after 96 bytes
     */
    public void tell(int entry, long place, long claimed, double fraction, byte[] note) {
        int base = entry * ENTRY_BYTES;
        boolean same = region.getLong(base + WORD) == claimed && region.getLong(base + PLACE) == place;
        if (!same) {
            region.setLong(base + WORD, 0);
            region.setLong(base + PLACE, place);
        }
        int next = region.getInt(base + VERSION) + 1;
        int half = half(base, next);
        int length = length(note);
        region.setLong(half + FRACTION, Double.doubleToRawLongBits(fraction));
        region.setInt(half + LENGTH, length);
        region.buffer().put(half + NOTE, note, 0, length);
        region.setInt(base + VERSION, next);
        if (!same) {
            region.setLong(base + WORD, claimed);
        }
    }

    private static int half(int base, int version) {
        return base + HALVES + (version & 1) * HALF_BYTES;
    }

    private static int length(byte[] note) {
        if (note.length <= MAX_NOTE_BYTES) {
            return note.length;
        }
        int end = MAX_NOTE_BYTES;
        while ((note[end] & 0xc0) == 0x80) {
            end--; // not within a character
        }
        return end;
    }

    /** What a job has said in the delivery that a claimed word stands for. */
    Optional<JobProgress> of(long place, long claimed) {
        for (int base = 0; base < BYTES; base += ENTRY_BYTES) {
            if (region.getLong(base + WORD) == claimed && region.getLong(base + PLACE) == place) {
                return read(base, place, claimed);
            }
        }
        return Optional.empty();
    }

    /** A writer that stops in the middle leaves the other half as it was; one that comes round to ours meanwhile is let pass. */
    private Optional<JobProgress> read(int base, long place, long claimed) {
        for (int i = 0; i < TRIES; i++) {
            int version = region.getInt(base + VERSION);
            int half = half(base, version);
            double fraction = Double.longBitsToDouble(region.getLong(half + FRACTION));
            byte[] note = new byte[Math.min(MAX_NOTE_BYTES, Math.max(0, region.getInt(half + LENGTH)))];
            region.buffer().get(half + NOTE, note);
            VarHandle.fullFence();
            boolean same = region.getLong(base + WORD) == claimed && region.getLong(base + PLACE) == place;
            if (!same) {
                break;
            }
            if (region.getInt(base + VERSION) == version) {
                return Optional.of(new JobProgress(fraction, new String(note, StandardCharsets.UTF_8)));
            }
        }
        return Optional.empty();
    }
}
