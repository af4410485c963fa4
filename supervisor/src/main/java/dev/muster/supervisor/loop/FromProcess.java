package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.WorkerId;

/** News of a worker's process: spawned, ready, exited. Immutable. */
public record FromProcess(WorkerId id, WorkerEvent event) implements LoopItem {}
