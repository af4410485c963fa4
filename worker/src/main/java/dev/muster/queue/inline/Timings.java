package dev.muster.queue.inline;

import dev.muster.queue.QueueCounters.Timing;
import java.util.Arrays;

/** Durations: how many, and the percentiles of the last thousand. Guarded by its store. */
final class Timings {

    private final double[] lastMs = new double[1000];
    private long count;

    void add(long nanos) {
        lastMs[(int) (count++ % lastMs.length)] = nanos / 1e6;
    }

    Timing timing() {
        int known = (int) Math.min(count, lastMs.length);
        double[] sorted = Arrays.copyOf(lastMs, known);
        Arrays.sort(sorted);
        return new Timing(count, percentile(sorted, 50), percentile(sorted, 90), percentile(sorted, 99));
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
