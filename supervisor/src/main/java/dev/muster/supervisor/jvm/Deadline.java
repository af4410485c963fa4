package dev.muster.supervisor.jvm;

import java.time.Duration;

/** A moment until which something may take; in words it is the time that was given. Immutable. */
record Deadline(long atNanos, Duration given) {

    static Deadline in(Duration given) {
        return new Deadline(System.nanoTime() + given.toNanos(), given);
    }

    boolean isOver() {
        return System.nanoTime() - atNanos >= 0;
    }

    /** At least one, so that it can be waited for. */
    long leftMillis() {
        return Math.max(1, (atNanos - System.nanoTime()) / 1_000_000);
    }

    @Override
    public String toString() {
        long millis = given.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
