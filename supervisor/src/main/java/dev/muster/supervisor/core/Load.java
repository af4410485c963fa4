package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What was read of a scaled service at one moment: how much waits for its workers, and who has nothing to do. Immutable.
 *
 * @param at when it was read
 * @param idle slots whose workers have no job in hand
 * @param room for how many more workers there is processor and memory
 * @param why something stands in the way of the jobs or of the figures; empty when nothing does
 * @param known false: it could not be read, {@code why} says so
 */
public record Load(Instant at, Waiting waiting, Set<Integer> idle, Room room, boolean known, String why) {

    /**
     * Jobs that could be claimed now, over all its queues: none that wait for a later time.
     *
     * @param ready without those that are held
     * @param oldest how long the oldest of these has waited
     * @param held jobs that no further worker could claim: their queue is paused, or runs as many as it may
     */
    public record Waiting(long ready, Duration oldest, long held) {}

    /**
     * How many more workers the machine can take.
     *
     * @param why what is short, with its figures, when it is fewer than any number
     */
    public record Room(int more, String why) {
        /** As far as anybody knows. */
        public static final Room ENOUGH = new Room(Integer.MAX_VALUE, "");
    }

    public Load {
        idle = Set.copyOf(idle);
    }

    /** A reading that failed. */
    public static Load unknown(Instant at, String why) {
        return new Load(at, new Waiting(0, Duration.ZERO, 0), Set.of(), Room.ENOUGH, false, why);
    }
}
