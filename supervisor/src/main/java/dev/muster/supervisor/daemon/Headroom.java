package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.Load.Room;
import java.util.Locale;

/**
 * What the machine, or the container, has left for more workers. Immutable.
 *
 * @param free bytes of memory that could be had now
 * @param total bytes of memory in all; a part of it is left alone
 * @param cpus processors in all
 */
record Headroom(long free, long total, int cpus) {

    private static final long LEAST_RESERVE = 64L << 20;
    private static final int RESERVE_SHARE = 20;
    private static final double BUSY = 0.9;

    /**
     * What the workers of a service take.
     *
     * @param bytes of the largest that is ready; 0 when nobody knows
     * @param promised bytes that those on their way will take on top of what they have taken
     * @param cpus that the service's workers keep busy together; negative when nobody knows yet
     * @param workers how many these are
     */
    record Use(long bytes, long promised, double cpus, int workers) {}

    /** A twentieth, but not less than 64 MiB. */
    long reserve() {
        return Math.max(LEAST_RESERVE, total / RESERVE_SHARE);
    }

    /**
     * For how many more workers of a service there is room.
     *
     * @param allCpus processors that the workers of all scaled services keep busy; negative when nobody knows yet
     */
    Room room(Use use, double allCpus) {
        Room memory = memory(use);
        Room processors = processors(use, allCpus);
        return memory.more() <= processors.more() ? memory : processors;
    }

    private Room memory(Use use) {
        long left = free - reserve() - use.promised();
        long more = use.bytes() <= 0 ? Integer.MAX_VALUE : Math.max(0, left / use.bytes());
        String why = "memory: a worker takes " + mebibytes(use.bytes()) + ", " + mebibytes(Math.max(0, left))
                + " are left beside a reserve of " + mebibytes(reserve());
        return more >= Integer.MAX_VALUE ? Room.ENOUGH : new Room((int) more, why);
    }

    private Room processors(Use use, double allCpus) {
        double each = use.workers() == 0 ? 0 : use.cpus() / use.workers();
        double left = cpus - allCpus;
        String why = String.format(
                Locale.ROOT, "processors: the workers keep %.1f of %d busy, each of these %.1f", allCpus, cpus, each);
        if (allCpus >= cpus * BUSY) {
            return new Room(0, why);
        }
        return allCpus < 0 || each < 0.01 ? Room.ENOUGH : new Room((int) Math.min(10_000, Math.ceil(left / each)), why);
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
