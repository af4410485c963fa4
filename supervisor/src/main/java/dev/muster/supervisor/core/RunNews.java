package dev.muster.supervisor.core;

import java.time.Instant;

/**
 * What became of a time of a schedule that did not simply get its run. Immutable.
 *
 * @param tick the time, by the wall clock
 * @param why as a sentence
 */
public record RunNews(Kind kind, Instant tick, String why) {

    /** What became of it. */
    public enum Kind {
        /** There is no run for it, because of another one. */
        SKIPPED,
        /** It passed while nobody could begin a run. */
        MISSED,
        /** Its run waits for the end of another. */
        DELAYED
    }
}
