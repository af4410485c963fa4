package dev.muster.supervisor.spec;

import java.time.Duration;

/** How a worker is asked to stop, and how long it may take before KILL. Immutable. {@code signal} is a name without SIG. */
public record StopPolicy(String signal, Duration grace) {}
