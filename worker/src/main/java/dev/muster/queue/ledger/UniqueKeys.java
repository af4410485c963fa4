package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A mapped hash table from the hash of a unique key to the place of the last job that was put with it. An entry may name a job that is
 * finished, that was never published or that has another key: whoever asks looks at the job. For the holder of {@link SlotLocks#UNIQUE}.
 *
 * <p>File: {@code capacity:4 replaced:4 used:4}, then, from byte 64 on, {@code hash:8 place:8} an entry. Open addressing with linear
 * probing; an entry is overwritten when its job is final, and dropped when the table is made anew.
 */
public final class UniqueKeys {

    private static final String FILE = "unique";
    /** Not a name for the janitor, who keeps away the makers of segments only: whoever has the lock is alone with it. */
    private static final String MADE_ANEW = "unique.new";

    private static final int HEADER_BYTES = 64;
    private static final int ENTRY_BYTES = 16;
    private static final int OFFSET_CAPACITY = 0;
    private static final int OFFSET_REPLACED = 4;
    private static final int OFFSET_USED = 8;
    private static final int SMALLEST = 1 << 12;
    private static final int LARGEST = 1 << 26;

    private final QueueFiles files;
    private @Nullable Region table;

    UniqueKeys(QueueFiles files) {
        this.files = files;
    }

    /** The hash of a key: never zero, and the same in every process. FNV-1a, 64 bits, mixed as in MurmurHash3. */
    public static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }

    /** Whether there is a table; without one, every live job with a key has to be entered. */
    public boolean exists() {
        return Files.exists(file());
    }

    Path file() {
        return files.directory().resolve(FILE);
    }

    private Region table() {
        Region known = table;
        if (known == null || known.getInt(OFFSET_REPLACED) != 0) {
            known = Region.map(file());
            table = known;
        }
        return known;
    }

    /** Makes an empty table. */
    public void create() {
        replace(SMALLEST, id -> false);
    }

    /**
     * Finds the place of a job.
     *
     * @param live asked with each place that was entered under the hash
     * @return the place, 0 for none
     */
    public long find(long hash, LongPredicate live) {
        Region region = table();
        int capacity = region.getInt(OFFSET_CAPACITY);
        for (int i = 0; i < capacity; i++) {
            int entry = entry(hash + i, capacity);
            long found = region.getLong(entry);
            if (found == 0) {
                return 0;
            }
            long place = region.getLong(entry + 8);
            if (found == hash && place != 0 && live.test(place)) {
                return place;
            }
        }
        return 0;
    }

    /**
     * Makes room for an entry.
     *
     * @param unfinished whether the job at a place may still be found by its key
     * @return where it is to be entered, for {@link #enter}
     */
    public int reserve(long hash, LongPredicate unfinished) {
        Region region = table();
        int capacity = region.getInt(OFFSET_CAPACITY);
        if (region.getInt(OFFSET_USED) > capacity / 2) {
            grow(unfinished);
            region = table();
            capacity = region.getInt(OFFSET_CAPACITY);
        }
        for (int i = 0; i < capacity; i++) {
            int entry = entry(hash + i, capacity);
            long found = region.getLong(entry);
            if (found == 0) {
                region.setInt(OFFSET_USED, region.getInt(OFFSET_USED) + 1);
                return entry;
            }
            if (found == hash && !unfinished.test(region.getLong(entry + 8))) {
                return entry;
            }
        }
        throw new IllegalStateException(file() + ": no room for another unique key");
    }

    /** Enters a job, before it is published: whoever is killed in between leaves an entry that finds nothing. */
    public void enter(int entry, long hash, long place) {
        Region region = table();
        region.setLong(entry + 8, 0);
        region.setLong(entry, hash);
        region.setLong(entry + 8, place);
    }

    /** A job with a key lives elsewhere from now on. */
    public void moved(long hash, long from, long to) {
        Region region = table();
        int capacity = region.getInt(OFFSET_CAPACITY);
        for (int i = 0; i < capacity; i++) {
            int entry = entry(hash + i, capacity);
            long found = region.getLong(entry);
            if (found == 0) {
                return;
            }
            if (found == hash && region.getLong(entry + 8) == from) {
                region.setLong(entry + 8, to);
                return;
            }
        }
    }

    private void grow(LongPredicate unfinished) {
        Region old = table();
        int live = 0;
        for (int i = 0; i < old.getInt(OFFSET_CAPACITY); i++) {
            int entry = HEADER_BYTES + i * ENTRY_BYTES;
            live += old.getLong(entry) != 0 && unfinished.test(old.getLong(entry + 8)) ? 1 : 0;
        }
        int capacity = SMALLEST;
        while (capacity < 4L * live && capacity < LARGEST) {
            capacity *= 2;
        }
        replace(capacity, unfinished);
        old.setInt(OFFSET_REPLACED, 1);
    }

    /** A table of another size with the entries that are worth keeping; the rename puts it in the place of the old one. */
    private void replace(int capacity, LongPredicate unfinished) {
        Path temporary = files.directory().resolve(MADE_ANEW);
        Janitor.delete(temporary); // of one who was killed at it
        Region made = Region.create(temporary, HEADER_BYTES + (long) ENTRY_BYTES * capacity);
        made.setInt(OFFSET_CAPACITY, capacity);
        Region old = table;
        int used = 0;
        for (int i = 0; old != null && i < old.getInt(OFFSET_CAPACITY); i++) {
            int entry = HEADER_BYTES + i * ENTRY_BYTES;
            long hash = old.getLong(entry);
            if (hash != 0 && unfinished.test(old.getLong(entry + 8))) {
                int free = 0;
                while (made.getLong(entry(hash + free, capacity)) != 0) {
                    free++;
                }
                made.setLong(entry(hash + free, capacity) + 8, old.getLong(entry + 8));
                made.setLong(entry(hash + free, capacity), hash);
                used++;
            }
        }
        made.setInt(OFFSET_USED, used);
        try {
            Files.move(temporary, file(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + file(), e);
        }
        table = made;
    }

    private static int entry(long hash, int capacity) {
        return HEADER_BYTES + ENTRY_BYTES * (int) (hash & capacity - 1);
    }
}
