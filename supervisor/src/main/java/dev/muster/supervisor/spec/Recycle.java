package dev.muster.supervisor.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * When a worker has done its time and is replaced by a fresh one. Immutable; a change takes effect without touching a process.
 *
 * @param afterJobs jobs that it has handled, done or failed; only with the SDK
 * @param maxRss of its leader's memory, in bytes
 * @param jitter the part of each limit by which a life may fall short of it, so that those that began together do not end together
 */
public record Recycle(Optional<Integer> afterJobs, Optional<Duration> maxAge, Optional<Long> maxRss, double jitter) {}
