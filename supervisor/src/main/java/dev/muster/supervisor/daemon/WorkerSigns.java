package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.IdleWorkers;
import dev.muster.supervisor.control.WorkerChannels;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.probe.Signs;
import java.util.Optional;
import java.util.OptionalLong;

/** Shows the prober what workers have told the control server. Thread-safe. */
record WorkerSigns(WorkerChannels channels, IdleWorkers idle) implements Signs {

    @Override
    public OptionalLong lastSign(Worker worker) {
        return channels.lastSign(worker.id(), worker.incarnation());
    }

    @Override
    public Optional<Idleness> idleness(Worker worker) {
        return idle.idle(worker).map(found -> new Idleness(found.claimed(), found.why()));
    }
}
