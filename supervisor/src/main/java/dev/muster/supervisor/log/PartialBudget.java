package dev.muster.supervisor.log;

/**
 * Bounds what unfinished lines may hold in memory over all workers: a line may wait up to {@link #LONGEST} bytes for its newline,
 * but once many long ones wait, only a short one may. Pump thread only; {@link #held} is readable from any thread.
 */
final class PartialBudget {

    /** The longest line that is certain to be written in one piece while memory is plentiful. */
    static final int LONGEST = 1 << 20;

    private static final int LONGEST_WHEN_SCARCE = 16 * 1024;
    private static final long PLENTY = 32L << 20;

    private final Tally held = new Tally();

    int longest() {
        return held.value() > PLENTY ? LONGEST_WHEN_SCARCE : LONGEST;
    }

    void take(int bytes) {
        held.add(bytes);
    }

    void release(int bytes) {
        held.add(-bytes);
    }

    long held() {
        return held.value();
    }
}
