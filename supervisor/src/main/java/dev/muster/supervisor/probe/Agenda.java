package dev.muster.supervisor.probe;

import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Duties in the order in which they are due. Probe thread only. */
final class Agenda {

    private final LongSupplier clock;
    private final long origin;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();

    /** One that a duty has moved away from is passed over when its time comes. */
    private record Entry(long at, Duty duty) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.compare(at, other.at);
        }

        boolean stands() {
            return duty.due() == at;
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    Agenda(LongSupplier nanoTime) {
        clock = nanoTime;
        origin = nanoTime.getAsLong();
    }

    long now() {
        return clock.getAsLong() - origin;
    }

    /** A moment of {@link System#nanoTime} in the agenda's time. */
    long at(long nanoTime) {
        return nanoTime - origin;
    }

    void add(Duty duty) {
        entries.add(new Entry(duty.due(), duty));
    }

    /** Runs what is due. */
    void run() {
        long now = now();
        for (Entry first = entries.peek(); first != null && first.at <= now; first = entries.peek()) {
            entries.remove();
            if (first.stands()) {
                first.duty.run();
            }
        }
    }

    /** Nanoseconds until something is due; {@link Long#MAX_VALUE} when nothing is. */
    long untilNext() {
        Entry first = entries.peek();
        return first == null ? Long.MAX_VALUE : Math.max(0, first.at - now());
    }
}
