package dev.muster.queue.ledger;

/**
 * Who did something to a job: a worker, and the process that it is or was. Immutable.
 *
 * @param worker such as {@code printer.1#3}, or {@code pid 4711} for a process without a master
 * @param startTicks field 22 of /proc/pid/stat, because pids are reused
 */
public record Witness(String worker, int pid, long startTicks) {

    private static final Witness SELF = readSelf();

    /** This process. */
    public static Witness self() {
        return SELF;
    }

    private static Witness readSelf() {
        ProcessIdentity self = ProcessIdentity.self();
        String worker = System.getenv("MUSTER_WORKER");
        String incarnation = System.getenv("MUSTER_INCARNATION");
        String name = worker == null ? "pid " + self.pid() : worker + (incarnation == null ? "" : "#" + incarnation);
        return new Witness(name, self.pid(), self.startTicks());
    }

    boolean isSameProcess(Witness other) {
        return pid == other.pid && startTicks == other.startTicks;
    }
}
