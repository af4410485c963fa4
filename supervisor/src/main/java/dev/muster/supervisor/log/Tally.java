package dev.muster.supervisor.log;

/** A count that one thread changes and any thread reads. */
final class Tally {

    private volatile long value;

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    void add(long amount) {
        value += amount;
    }

    long value() {
        return value;
    }
}
