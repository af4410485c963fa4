package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;

/**
 * The mapped file that all processes of a queue share: a header of 4 KiB, then {@link #SLOTS} entries of 256 bytes. Fields
 * that are written by different processes lie on cache lines of their own. Thread-safe.
 */
public final class ControlFile {

    public static final int SLOTS = 512;

    static final int FORMAT = 1;
    static final int SLOT_BYTES = 256;
    static final int HEADER_BYTES = 4096;

    private static final long MAGIC = 0x4d55535445525131L; // MUSTERQ1

    private static final int OFFSET_MAGIC = 0;
    private static final int OFFSET_FORMAT = 8;
    private static final int OFFSET_CAPACITY = 16;
    private static final int OFFSET_MACHINE = 32;
    private static final int OFFSET_BOOT = 64;
    private static final int OFFSET_CURRENT = 128;
    private static final int OFFSET_OLDEST = 192;
    static final int OFFSET_REDELIVERIES = 256;
    static final int OFFSET_SWEPT = 320;
    static final int OFFSET_NEXT_DUE = 384;
    static final int OFFSET_SWEEPING = 448;
    static final int OFFSET_LAST_SWEEP = 456;
    static final int OFFSET_SLEEPERS = 512;
    static final int OFFSET_WAKE_HAND = 576;
    private static final int OFFSET_SETTLED = 640;
    private static final int OFFSET_MASTER = 704;

    private final Region region;

    private ControlFile(Region region) {
        this.region = region;
    }

    /** Makes the control file of a queue when there is none. The caller holds {@link SlotLocks#INIT}. */
    static void createIfMissing(QueueFiles files, int segmentJobs) {
        if (Files.notExists(files.control())) {
            create(files, segmentJobs);
        }
    }

    /**
     * Opens the control file of a queue.
     *
     * @throws QueueFormatException when it was written by another version of this program
     */
    static ControlFile open(QueueFiles files) {
        Region region = Region.map(files.control());
        if (region.size() != HEADER_BYTES + SLOTS * SLOT_BYTES || region.getLong(OFFSET_MAGIC) != MAGIC) {
            throw new QueueFormatException(files.control() + " is no queue's control file, or its beginning was lost; "
                    + "move the directory away and let a new queue be made");
        }
        int format = region.getInt(OFFSET_FORMAT);
        if (format != FORMAT) {
            throw new QueueFormatException(
                    files.directory() + " has queue format " + format + ", this program reads and " + "writes " + FORMAT
                            + "; drain the queue with the version that wrote it, or use another directory");
        }
        return new ControlFile(region);
    }

    private static void create(QueueFiles files, int segmentJobs) {
        var temporary = files.temporary("control");
        Region region = Region.create(temporary, HEADER_BYTES + (long) SLOTS * SLOT_BYTES);
        Host host = Host.current();
        region.setInt(OFFSET_FORMAT, FORMAT);
        region.setInt(OFFSET_CAPACITY, segmentJobs);
        region.setLong(OFFSET_MACHINE, host.machine());
        region.setLong(OFFSET_BOOT, host.boot());
        region.setLong(OFFSET_NEXT_DUE, Long.MAX_VALUE);
        region.setLong(OFFSET_MAGIC, MAGIC);
        try {
            Files.move(temporary, files.control(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + files.control(), e);
        }
    }

    Region region() {
        return region;
    }

    Slot slot(int index) {
        return new Slot(region, index);
    }

    /** How many jobs a segment holds; fixed when the queue is created. */
    public int capacity() {
        return region.getInt(OFFSET_CAPACITY);
    }

    /** Where the queue was opened last. */
    Host host() {
        return new Host(region.getLong(OFFSET_MACHINE), region.getLong(OFFSET_BOOT));
    }

    void host(Host host) {
        region.setLong(OFFSET_MACHINE, host.machine());
        region.setLong(OFFSET_BOOT, host.boot());
    }

    /** The segment that is appended to, 0 before the first one exists. */
    public int current() {
        return region.getInt(OFFSET_CURRENT);
    }

    /** The caller holds {@link SlotLocks#CREATION}. */
    public void current(int segment) {
        region.setInt(OFFSET_CURRENT, segment);
    }

    /** The oldest segment that may hold a live job, 0 before the first one exists. */
    public int oldest() {
        return region.getInt(OFFSET_OLDEST);
    }

    /** The caller holds {@link SlotLocks#COMPACTION}, or has just made the first segment. */
    public void oldest(int segment) {
        region.setInt(OFFSET_OLDEST, segment);
    }

    /** A number of jobs, counted from the queue's beginning, that are known to be done or dead; there may be more. */
    public long knownSettled() {
        return region.getLong(OFFSET_SETTLED);
    }

    /** Jobs never come back from there, so any count, however old, stays true as a lower bound. */
    void knownSettled(long settled) {
        region.maxLong(OFFSET_SETTLED, settled);
    }

    int masterPid() {
        return region.getInt(OFFSET_MASTER);
    }

    void masterPid(int pid) {
        region.setInt(OFFSET_MASTER, pid);
    }
}
