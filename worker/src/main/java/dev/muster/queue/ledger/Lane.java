package dev.muster.queue.ledger;

import dev.muster.queue.Priority;
import java.util.List;

/**
 * One row of segments within a queue. All lanes share the control file and the slots; a segment's number carries its lane, so that
 * a job id names a place in any of them.
 */
public enum Lane {
    NORMAL(0, "seg-"),
    HIGH(1, "high-"),
    LOW(2, "low-"),
    /** Jobs that wait for a time far away. */
    DELAYED(3, "delayed-"),
    /** Jobs that were put aside, once their former segment can go. */
    DEAD(4, "dead-"),
    /** Results of submitted jobs: nobody's jobs, read by those who wait for them. */
    RESULTS(5, "results-");

    /** The lanes that consumers read, the most urgent first. */
    public static final List<Lane> RUN = List.of(HIGH, NORMAL, LOW);

    private static final int SEQUENCE_BITS = 26;
    private static final int LAST_SEQUENCE = (1 << SEQUENCE_BITS) - 1;
    private static final Lane[] ALL = values();

    private final int number;
    private final String prefix;

    Lane(int number, String prefix) {
        this.number = number;
        this.prefix = prefix;
    }

    public static Lane of(int segment) {
        return ALL[segment >>> SEQUENCE_BITS];
    }

    /** Whether a number may be the place of a job at all. */
    public static boolean mayHold(long jobId) {
        return jobId > 0 && jobId < JobIds.of(ALL.length << SEQUENCE_BITS, 0) && of(JobIds.segment(jobId)) != RESULTS;
    }

    public static Lane of(Priority priority) {
        return switch (priority) {
            case HIGH -> HIGH;
            case NORMAL -> NORMAL;
            case LOW -> LOW;
        };
    }

    /** The number before that of the lane's first segment; the current segment of a lane that has none yet. */
    public int none() {
        return number << SEQUENCE_BITS;
    }

    static int sequence(int segment) {
        return segment & LAST_SEQUENCE;
    }

    /** Its number in the files: the place in {@link #values}. */
    int number() {
        return number;
    }

    /** What the names of its segments begin with. */
    String prefix() {
        return prefix;
    }
}
