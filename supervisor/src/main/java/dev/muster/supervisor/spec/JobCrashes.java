package dev.muster.supervisor.spec;

import java.time.Duration;

/** How many workers may die with a job in their hands, and within which time, before it is put aside. Immutable. */
public record JobCrashes(int max, Duration within) {

    /** As the end of a queue's URL. */
    String parameters() {
        return "&crash-max=" + max + "&crash-within=" + within.toMillis();
    }
}
