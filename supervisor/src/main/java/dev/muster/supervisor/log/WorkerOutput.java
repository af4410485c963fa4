package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;

/** The two FIFOs that a worker opens read-write as its stdout and stderr. Immutable. */
public record WorkerOutput(WorkerId worker, Path stdout, Path stderr) {}
