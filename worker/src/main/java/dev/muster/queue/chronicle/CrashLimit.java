package dev.muster.queue.chronicle;

import java.time.Duration;

/** How many workers may die with a job in their hands, and within which time, before it is put aside. Immutable. */
record CrashLimit(int max, Duration within) {

    static final CrashLimit DEFAULT = new CrashLimit(3, Duration.ofDays(3));
}
