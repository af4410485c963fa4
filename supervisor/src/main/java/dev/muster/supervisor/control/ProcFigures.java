package dev.muster.supervisor.control;

import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.ProcStat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Memory and processor time of workers from /proc, read when somebody asks, at most twice a second for each: a thousand
 * workers cost some milliseconds, and somebody may be watching. Control thread only.
 */
final class ProcFigures {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Map<Integer, Sample> samples = new HashMap<>();
    private long sweptAt = System.nanoTime();

    private record Sample(Optional<ProcStat> stat, long at) {}

    Optional<ProcStat> of(int pid) {
        long now = System.nanoTime();
        if (now - sweptAt > FRESH_NANOS) {
            samples.values().removeIf(sample -> now - sample.at() > FRESH_NANOS);
            sweptAt = now;
        }
        return samples.computeIfAbsent(pid, p -> new Sample(read(p), now)).stat();
    }

    private static Optional<ProcStat> read(int pid) {
        try {
            return ProcStat.read(pid).filter(ProcStat::isAlive);
        } catch (NativeException e) {
            // Out of descriptors, or a hardened /proc: the table goes without these figures.
            return Optional.empty();
        }
    }
}
