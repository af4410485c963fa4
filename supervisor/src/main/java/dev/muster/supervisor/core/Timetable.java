package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Schedule;
import java.time.Instant;
import java.util.Optional;

/** Knows the times that a schedule stands for. Must be as pure as the core that asks it. Thread-safe. */
public interface Timetable {

    /** For who has no schedules. */
    Timetable NONE = (schedule, after) -> Optional.empty();

    /** The first one after a moment; empty when there is none any more. */
    Optional<Instant> next(Schedule schedule, Instant after);
}
