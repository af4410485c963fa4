package dev.muster.supervisor.spec;

/** A probe of a worker that is up. Immutable. {@code failures} in a row are a failure. */
public record HealthCheck(Probe probe, int failures) {}
