package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import java.time.Instant;

/** What the simulation runs: {@link WorkerMachine#step}, or a mutant of it. */
interface Machine {
    Step step(Worker worker, WorkerEvent event, Instant now, double random);

    /** What of a specification those see who decide on the order of things. */
    default FleetSpec seen(FleetSpec spec) {
        return spec;
    }
}
