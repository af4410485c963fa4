package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mapped file that all processes of a queue share: a header of 4 KiB, then {@link #SLOTS} entries of 4 KiB. Fields
 * that are written by different processes lie on cache lines of their own. Thread-safe.
 */
public final class ControlFile {

    public static final int SLOTS = 512;

    static final int FORMAT = 3;
    static final long PATROL_MS = 100;
    static final int SLOT_BYTES = 4096;
    static final int HEADER_BYTES = 4096;

    private static final long MAGIC = 0x4d55535445525131L; // MUSTERQ1

    private static final int OFFSET_MAGIC = 0;
    private static final int OFFSET_FORMAT = 8;
    private static final int OFFSET_CAPACITY = 16;
    private static final int OFFSET_MACHINE = 32;
    private static final int OFFSET_BOOT = 64;
    private static final int OFFSET_UNUSED_SLOTS = 128;
    private static final int OFFSET_PATROL = 192;
    static final int OFFSET_REDELIVERIES = 256;
    static final int OFFSET_SWEPT = 320;
    static final int OFFSET_NEXT_DUE = 384;
    static final int OFFSET_SWEEPING = 448;
    static final int OFFSET_LAST_SWEEP = 456;
    static final int OFFSET_SLEEPERS = 512;
    static final int OFFSET_WAKE_HAND = 576;
    private static final int OFFSET_CANCELS = 640;
    private static final int OFFSET_MASTER = 704;
    static final int OFFSET_MOVE = 768;
    private static final int OFFSET_PAUSED = 832;
    private static final int OFFSET_SYNC = 896;
    private static final int OFFSET_FORCED_MOVES = 904;
    static final int OFFSET_PERMIT_HAND = 912;
    static final int OFFSET_PERMIT_SLEEPERS = 960;
    private static final int OFFSET_LANES = 1024;
    static final int OFFSET_BURIAL = 3840;

    private static final int LANE_BYTES = 256;
    private static final int LANE_CURRENT = 0;
    private static final int LANE_OLDEST = 64;
    private static final int LANE_SETTLED = 128;
    private static final int LANE_NEXT_DUE = 192;

    private final Region region;
    private final List<Slot> slots;

    private ControlFile(Region region) {
        this.region = region;
        this.slots =
                IntStream.range(0, SLOTS).mapToObj(i -> new Slot(region, i)).toList();
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
        new ControlFile(region).host(Host.current());
        region.setInt(OFFSET_FORMAT, FORMAT);
        region.setInt(OFFSET_CAPACITY, segmentJobs);
        region.setLong(OFFSET_UNUSED_SLOTS, SLOTS);
        region.setLong(OFFSET_NEXT_DUE, Long.MAX_VALUE);
        for (Lane lane : Lane.values()) {
            region.setLong(lane(lane, LANE_NEXT_DUE), Long.MAX_VALUE);
        }
        region.setLong(OFFSET_MAGIC, MAGIC);
        region.force(); // a queue that cannot be opened after a power cut would take its jobs with it
        try {
            Files.move(temporary, files.control(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + files.control(), e);
        }
    }

    Region region() {
        return region;
    }

    /** One of the {@link #SLOTS} entries. */
    public Slot slot(int index) {
        return slots.get(index);
    }

    /** Those that have ever been occupied, among the first of all: to look twice a second at the rest costs an idle worker more than all else. */
    List<Slot> slots() {
        return slots.subList(0, SLOTS - (int) region.getLong(OFFSET_UNUSED_SLOTS));
    }

    /** A slot is about to be occupied, or has been in a former boot. */
    void using(Slot slot) {
        region.minLong(OFFSET_UNUSED_SLOTS, SLOTS - 1L - slot.index());
    }

    /**
     * Whether it is our turn to look after everybody: nobody has just done so. A hundred idle processes that all look at each other are
     * ten thousand looks a round.
     */
    public boolean takePatrol(long nowMs) {
        long last = region.getLong(OFFSET_PATROL);
        boolean recent = nowMs >= last && nowMs - last < PATROL_MS; // not when the clock was set back
        return !recent && region.casLong(OFFSET_PATROL, last, nowMs);
    }

    /** How many jobs a segment holds; fixed when the queue is created. */
    public int capacity() {
        return region.getInt(OFFSET_CAPACITY);
    }

    /** Where the file was made: another boot makes a new one, see {@link Renewal}. */
    Host host() {
        return new Host(region.getLong(OFFSET_MACHINE), region.getLong(OFFSET_BOOT));
    }

    void host(Host host) {
        region.setLong(OFFSET_MACHINE, host.machine());
        region.setLong(OFFSET_BOOT, host.boot());
    }

    private static int lane(Lane lane, int field) {
        return OFFSET_LANES + lane.number() * LANE_BYTES + field;
    }

    /** The segment of a lane that is appended to; the number before that of its first one as long as it has none. */
    public int current(Lane lane) {
        return Math.max(lane.none(), region.getInt(lane(lane, LANE_CURRENT)));
    }

    /** Makes a segment its lane's current one. The caller holds {@link SlotLocks#CREATION}. */
    public void current(int segment) {
        region.setInt(lane(Lane.of(segment), LANE_CURRENT), segment);
    }

    /** Whether a lane has a segment to append to. */
    public boolean has(Lane lane) {
        return current(lane) >= oldest(lane);
    }

    /** The oldest segment of a lane that may hold a live job; the first one before there is any. */
    public int oldest(Lane lane) {
        return Math.max(lane.none() + 1, region.getInt(lane(lane, LANE_OLDEST)));
    }

    void oldest(int segment) {
        region.setInt(lane(Lane.of(segment), LANE_OLDEST), segment);
    }

    /** Lets a lane without segments begin behind a number, so that no place gets the number of a former one. */
    void startAfter(int segment) {
        region.setInt(lane(Lane.of(segment), LANE_OLDEST), segment + 1);
        region.setInt(lane(Lane.of(segment), LANE_CURRENT), segment);
    }

    /** How many jobs of a lane are finished, gone or put aside, as far as is known. */
    public long knownSettled(Lane lane) {
        return region.getLong(lane(lane, LANE_SETTLED));
    }

    /** Raises what is known: dead jobs that are retried go to another lane, so any count, however old, is a lower bound. */
    void knownSettled(Lane lane, long settled) {
        region.maxLong(lane(lane, LANE_SETTLED), settled);
    }

    /** When the next job of a waiting lane is due, as far as is known; {@link Long#MAX_VALUE} for none. */
    public long nextDue(Lane lane) {
        return region.getLong(lane(lane, LANE_NEXT_DUE));
    }

    /** A job of a waiting lane will be due at a time. */
    public void due(Lane lane, long atMs) {
        region.minLong(lane(lane, LANE_NEXT_DUE), atMs);
    }

    /** Clears what is known, before the lane is looked through. */
    public void forgetDue(Lane lane) {
        region.setLong(lane(lane, LANE_NEXT_DUE), Long.MAX_VALUE);
    }

    /** Until when no job may be claimed, in milliseconds of the epoch; 0 when the queue is not paused. */
    public long pausedUntil() {
        return region.getLong(OFFSET_PAUSED);
    }

    /** The same for readers: empty when the queue is not paused, {@link Instant#MAX} when that has no end. */
    public Optional<Instant> pauseEnd(long nowMs) {
        long end = pausedUntil();
        if (end <= nowMs) {
            return Optional.empty();
        }
        return Optional.of(end == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(end));
    }

    public void pausedUntil(long atMs) {
        region.setLong(OFFSET_PAUSED, atMs);
    }

    /** Says that somebody was promised that his jobs survive a power cut; from then on no mover may break that. */
    public void promiseSync() {
        region.setInt(OFFSET_SYNC, 1);
    }

    public boolean isSyncPromised() {
        return region.getInt(OFFSET_SYNC) != 0;
    }

    /** How many moved jobs are on disk at their new place at least. */
    public long forcedMoves() {
        return region.getLong(OFFSET_FORCED_MOVES);
    }

    /** By the holder of {@link SlotLocks#COMPACTION}. */
    public void forcedMoves(long moves) {
        region.setLong(OFFSET_FORCED_MOVES, moves);
    }

    /** How often owners of jobs have been asked to end them. A hint. */
    public int cancels() {
        return region.getInt(OFFSET_CANCELS);
    }

    /** One more. Afterwards. */
    public void cancelled() {
        region.incrementInt(OFFSET_CANCELS);
    }

    int masterPid() {
        return region.getInt(OFFSET_MASTER);
    }

    void masterPid(int pid) {
        region.setInt(OFFSET_MASTER, pid);
    }
}
