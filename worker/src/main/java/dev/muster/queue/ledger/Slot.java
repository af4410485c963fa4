package dev.muster.queue.ledger;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * One owner's entry in the control file. Its state is believed only together with its byte lock: the owner is alive exactly
 * while the lock is held. Written by the owner, or by whoever recovers it with the lock in hand. Thread-safe.
 */
public final class Slot {

    static final int FREE = 0;
    static final int LIVE = 1;
    /** Alive and about to stop: what it leaves behind was interrupted, not crashed. */
    static final int DRAINING = 2;

    /** The position of an owner that reads nothing. */
    public static final long NOWHERE = Long.MAX_VALUE;

    private static final int OFFSET_STATE = 0;
    private static final int OFFSET_PID = 4;
    private static final int OFFSET_START_TICKS = 8;
    private static final int OFFSET_SINCE = 24;
    private static final int OFFSET_COMPANY = 32;
    private static final int OFFSET_NAMESPACE = 56;
    private static final int OFFSET_COUNTERS = 64;
    private static final int OFFSET_ENDING = 136;
    private static final int OFFSET_WAKE = 192;
    private static final int OFFSET_POSITIONS = 256;
    private static final int OFFSET_TIMES = 1024;
    private static final int OFFSET_WORKER = 512;
    private static final int MAX_WORKER_BYTES = 120;

    /** What a slot counts, and where: at most 9. */
    public enum Count {
        CLAIMS(0),
        ACKS(1),
        RETRIES(2),
        RELEASES(3),
        BURIES(4),
        CRASHES(5),
        INTERRUPTIONS(6),
        REJECTED(7),
        FENCED(8);

        private final int position;
        private final int offset;

        Count(int position) {
            this.position = position;
            this.offset = OFFSET_COUNTERS + 8 * position;
        }
    }

    /** What a slot measures, and where. */
    public enum Time {
        QUEUE(0),
        RUN(1);

        private final int offset;

        Time(int position) {
            this.offset = OFFSET_TIMES + 8 * Histogram.BUCKETS * position;
        }
    }

    private final Region region;
    private final int index;
    private final int base;

    Slot(Region region, int index) {
        this.region = region;
        this.index = index;
        this.base = ControlFile.HEADER_BYTES + index * ControlFile.SLOT_BYTES;
    }

    public int index() {
        return index;
    }

    int state() {
        return region.getInt(base + OFFSET_STATE);
    }

    void state(int state) {
        region.setInt(base + OFFSET_STATE, state);
    }

    int pid() {
        return region.getInt(base + OFFSET_PID);
    }

    long startTicks() {
        return region.getLong(base + OFFSET_START_TICKS);
    }

    /** The pid namespace in which {@link #pid} has its meaning. */
    long namespace() {
        return region.getLong(base + OFFSET_NAMESPACE);
    }

    ProcessIdentity process() {
        return new ProcessIdentity(pid(), startTicks(), namespace());
    }

    /** Who it is, or was. */
    Witness owner() {
        int length = Math.min(region.getInt(base + OFFSET_WORKER), MAX_WORKER_BYTES);
        byte[] name = new byte[Math.max(0, length)];
        region.buffer().get(base + OFFSET_WORKER + 4, name);
        return new Witness(new String(name, StandardCharsets.UTF_8), pid(), startTicks());
    }

    /** How many jobs its owner held in all its slots when it died, as far as was seen before any of them was given back. */
    long company() {
        return region.getLong(base + OFFSET_COMPANY);
    }

    void company(long jobs) {
        region.maxLong(base + OFFSET_COMPANY, jobs);
    }

    public long position(Lane lane) {
        return region.getLong(base + OFFSET_POSITIONS + 8 * lane.number());
    }

    /** Publishes how far this owner has read a lane: the job id of the next job it will look at. */
    public void position(Lane lane, long jobId) {
        region.setLongRelease(base + OFFSET_POSITIONS + 8 * lane.number(), jobId);
    }

    void occupy(ProcessIdentity owner, long nowMs) {
        region.setInt(base + OFFSET_PID, owner.pid());
        region.setLong(base + OFFSET_START_TICKS, owner.startTicks());
        region.setLong(base + OFFSET_NAMESPACE, owner.namespace());
        region.setLong(base + OFFSET_SINCE, nowMs);
        region.setLong(base + OFFSET_COMPANY, 0);
        byte[] worker = Witness.self().worker().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(worker.length, MAX_WORKER_BYTES);
        region.buffer().put(base + OFFSET_WORKER + 4, worker, 0, length);
        region.setInt(base + OFFSET_WORKER, length);
        leave();
        state(LIVE);
    }

    /** Reads nothing any more. */
    void leave() {
        for (Lane lane : Lane.values()) {
            position(lane, NOWHERE);
        }
    }

    /** Says that a planned stop has begun. */
    public void drain() {
        region.casInt(base + OFFSET_STATE, LIVE, DRAINING);
    }

    /** Counts; the counters of a slot go on from owner to owner, so that their sum never falls. Owner only. */
    public void count(Count what, long events) {
        region.addLongByOwner(base + what.offset, events);
    }

    /**
     * Says what the claim that is settled next will be counted as, before its word changes: should we die in between, whoever
     * recovers the slot counts it, see {@link Balance}. Owner only.
     */
    public void ending(Count how) {
        region.setLongRelease(base + OFFSET_ENDING, how.position);
    }

    /** What was said last; {@link Count#CLAIMS} when nothing was. */
    Count ending() {
        int position = (int) region.getLong(base + OFFSET_ENDING);
        return Stream.of(Count.values())
                .filter(count -> count.position == position)
                .findAny()
                .orElse(Count.CLAIMS);
    }

    /** Measures something that has happened so many times, as lasting as {@link #count}, but the last ones may be missing. Owner only. */
    public void measure(Time what, long micros, int times) {
        region.addLongByOwner(base + what.offset + 8 * Histogram.bucket(micros), times);
    }

    /** Goes on counting and measuring where another queue's slot has stopped. */
    void inherit(Slot former) {
        for (Count what : Count.values()) {
            count(what, former.count(what));
        }
        ending(former.ending());
        for (Time what : Time.values()) {
            for (int i = 0; i < 8 * Histogram.BUCKETS; i += 8) {
                region.addLongByOwner(base + what.offset + i, former.region.getLong(former.base + what.offset + i));
            }
        }
    }

    void addTo(Histogram histogram, Time what) {
        for (int i = 0; i < Histogram.BUCKETS; i++) {
            histogram.add(i, region.getLong(base + what.offset + 8 * i));
        }
    }

    long count(Count what) {
        return region.getLong(base + what.offset);
    }

    int wakeOffset() {
        return base + OFFSET_WAKE;
    }
}
