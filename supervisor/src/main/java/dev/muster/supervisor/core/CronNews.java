package dev.muster.supervisor.core;

import java.time.Instant;

/**
 * What became of a time of a cron. Immutable.
 *
 * @param tick the time, by the wall clock
 * @param why as a sentence
 */
public record CronNews(Kind kind, Instant tick, String why) {

    /** What became of it. */
    public enum Kind {
        /** Its job is in the queue. */
        PUT,
        /** There is no job for it. */
        MISSED,
        /** Its job could not be put so far. */
        FAILED
    }
}
