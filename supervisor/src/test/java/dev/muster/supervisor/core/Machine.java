package dev.muster.supervisor.core;

import java.time.Instant;

/** What the simulation runs: {@link WorkerMachine#step}, or a mutant of it. */
interface Machine {
    Step step(Worker worker, WorkerEvent event, Instant now, double random);
}
