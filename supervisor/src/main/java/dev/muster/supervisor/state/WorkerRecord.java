package dev.muster.supervisor.state;

import static java.util.Objects.requireNonNull;

import dev.muster.supervisor.core.Bequest;
import java.time.Instant;

/**
 * A slot as the next master will have to know it. A process is believed to be the one meant only when pid, start time and boot are the
 * same. Immutable.
 *
 * @param worker such as {@code printer.1}
 * @param incarnation the present life, or the last one
 * @param pid of the leader of its process group, which may be dead; 0 when nothing is left of that life
 * @param startTicks when it started, in clock ticks since boot
 * @param boot the kernel's name of the boot
 * @param launch a digest of what it was started from; compared by masters of the same version only
 * @param version of the master that started it
 * @param stop how it wants to be stopped, should its service be gone from the configuration
 * @param zero what the clock of the writer's loop showed when {@link System#nanoTime}, which all processes of a boot share, was 0
 * @param bequest what it was about, by that clock
 */
public record WorkerRecord(
        String worker,
        int incarnation,
        int pid,
        long startTicks,
        String boot,
        String launch,
        String version,
        Stop stop,
        Instant zero,
        Bequest bequest) {

    public WorkerRecord {
        requireNonNull(boot, "boot is missing");
        requireNonNull(zero, "zero is missing");
        requireNonNull(bequest, "bequest is missing");
    }

    /** A signal without {@code SIG}, and the time until KILL. */
    public record Stop(String signal, long graceMs) {}

    /** Whether both are of the same process. */
    public boolean sameLife(WorkerRecord other) {
        return pid == other.pid && incarnation == other.incarnation && boot.equals(other.boot);
    }

    public WorkerRecord startedAt(long ticks) {
        return new WorkerRecord(worker, incarnation, pid, ticks, boot, launch, version, stop, zero, bequest);
    }

    /** The same process: what it was started from cannot have changed since. */
    public WorkerRecord startedFrom(WorkerRecord former) {
        return new WorkerRecord(
                worker, incarnation, pid, startTicks, boot, former.launch, former.version, stop, zero, bequest);
    }
}
