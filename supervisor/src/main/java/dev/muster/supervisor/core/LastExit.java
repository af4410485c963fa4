package dev.muster.supervisor.core;

import java.time.Instant;

/** How and when the process of an incarnation ended. Immutable. */
public record LastExit(ExitStatus status, Instant at) {}
