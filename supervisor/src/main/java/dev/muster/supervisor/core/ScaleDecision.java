package dev.muster.supervisor.core;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Another number of workers for a service, and the figures that it was decided by. Immutable.
 *
 * @param slots that the service has from now on
 * @param busy workers with a job in hand: at that moment when there are to be more, on average over the quiet time when fewer
 * @param why as a sentence
 */
public record ScaleDecision(
        Instant at, int from, SortedSet<Integer> slots, Load.Waiting waiting, double busy, String why) {

    public ScaleDecision {
        slots = Collections.unmodifiableSortedSet(new TreeSet<>(slots));
    }

    public int to() {
        return slots.size();
    }

    public boolean isUp() {
        return to() > from;
    }
}
