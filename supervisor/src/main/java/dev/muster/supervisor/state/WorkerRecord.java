package dev.muster.supervisor.state;

import java.util.Optional;

/**
 * A worker's process as the next master will have to know it. A process is believed to be the one meant only when pid, start time and boot
 * are the same. Immutable.
 *
 * @param worker such as {@code printer.1}
 * @param startTicks when it started, in clock ticks since boot
 * @param boot the kernel's name of the boot
 * @param launch a digest of what it was started from; compared by masters of the same version only
 * @param version of the master that wrote it
 * @param ready whether it had become ready
 * @param restarts how often the slot was restarted
 * @param run whether it is a single run; a master of an earlier version knew none
 * @param stop how it wants to be stopped, should its service be gone from the configuration
 */
public record WorkerRecord(
        String worker,
        int incarnation,
        int pid,
        long startTicks,
        String boot,
        String launch,
        String version,
        boolean ready,
        int restarts,
        Optional<Boolean> run,
        Stop stop) {

    /** Of one that is to be up all the time. */
    public WorkerRecord(
            String worker,
            int incarnation,
            int pid,
            long startTicks,
            String boot,
            String launch,
            String version,
            boolean ready,
            int restarts,
            Stop stop) {
        this(worker, incarnation, pid, startTicks, boot, launch, version, ready, restarts, Optional.empty(), stop);
    }

    /** A signal without {@code SIG}, and the time until KILL. */
    public record Stop(String signal, long graceMs) {}
}
