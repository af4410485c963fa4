package dev.muster.queue;

import java.time.Instant;

/**
 * The last tick of a timetable that has its job, see {@link JobQueue#putOnce}. Immutable.
 *
 * @param at the time that was meant
 * @param job what was put for it; it may be done long since
 */
public record Tick(Instant at, JobId job) {}
