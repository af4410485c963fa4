package dev.muster.queue.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Who did something to a job: a worker, and the process that it is or was. Immutable.
 *
 * @param worker such as {@code printer.1#3}, or {@code pid 4711} for a process without a master
 * @param startTicks field 22 of /proc/pid/stat, because pids are reused
 */
public record Witness(String worker, int pid, long startTicks) {

    private static volatile Witness self = named(System.getenv("MUSTER_WORKER"), System.getenv("MUSTER_INCARNATION"));

    /** This process. */
    public static Witness self() {
        return self;
    }

    /** This process was given a name that its environment does not have. */
    public static void become(String worker, int incarnation) {
        self = named(worker, Integer.toString(incarnation));
    }

    private static Witness named(@Nullable String worker, @Nullable String incarnation) {
        ProcessIdentity self = ProcessIdentity.self();
        String name = worker == null ? "pid " + self.pid() : worker + (incarnation == null ? "" : "#" + incarnation);
        return new Witness(name, self.pid(), self.startTicks());
    }

    boolean isSameProcess(Witness other) {
        return pid == other.pid && startTicks == other.startTicks;
    }
}
