package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.IdleWorkers;
import dev.muster.supervisor.control.WorkerChannels;
import dev.muster.supervisor.core.Wear;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.probe.Signs;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.ProcStat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Shows the prober what workers have told the control server. Thread-safe. */
record WorkerSigns(WorkerChannels channels, IdleWorkers idle, InstantSource monotonic) implements Signs {

    @Override
    public OptionalLong lastSign(Worker worker) {
        return channels.lastSign(worker.id(), worker.incarnation());
    }

    @Override
    public Optional<Idleness> idleness(Worker worker) {
        return idle.idle(worker).map(found -> new Idleness(found.claimed(), found.why()));
    }

    @Override
    public Wear wear(Worker worker) {
        OptionalLong jobs = channels.heartbeat(worker.id(), worker.incarnation())
                .map(heartbeat -> OptionalLong.of(
                        heartbeat.jobs().done() + heartbeat.jobs().failed()))
                .orElseGet(OptionalLong::empty);
        Instant now = monotonic.instant();
        Duration age = Duration.between(worker.startedAt().orElse(now), now);
        return new Wear(jobs, age, worker.pid().isPresent() ? rss(worker.pid().getAsInt()) : OptionalLong.empty());
    }

    private static OptionalLong rss(int pid) {
        try {
            return ProcStat.read(pid)
                    .map(stat -> OptionalLong.of(stat.rssBytes()))
                    .orElseGet(OptionalLong::empty);
        } catch (NativeException unreadable) {
            return OptionalLong.empty();
        }
    }
}
