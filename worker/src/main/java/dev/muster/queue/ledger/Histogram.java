package dev.muster.queue.ledger;

import dev.muster.queue.QueueCounters.Timing;

/**
 * Counts durations in buckets that are a quarter of their lower bound wide, from a microsecond to half a year: good enough for
 * percentiles, and simple enough to be added up over processes. Pure functions but for the counts that it collects. Confined to a thread.
 */
final class Histogram {

    /** Four a power of two, and the first four apart. */
    static final int BUCKETS = 172;

    private static final int LAST = BUCKETS - 1;

    private final long[] counts = new long[BUCKETS];

    /** The bucket of a duration in microseconds. */
    static int bucket(long micros) {
        if (micros < 4) {
            return (int) Math.max(0, micros);
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int quarter = (int) (micros >>> (exponent - 2)) & 3;
        return Math.min(LAST, 4 * (exponent - 1) + quarter);
    }

    /** The smallest duration that belongs to a bucket, in microseconds. */
    static long lowerBound(int bucket) {
        if (bucket < 4) {
            return bucket;
        }
        return (4L + bucket % 4) << (bucket / 4 - 1);
    }

    void add(int bucket, long count) {
        counts[bucket] += count;
    }

    Timing timing() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return new Timing(total, percentileMs(total, 50), percentileMs(total, 90), percentileMs(total, 99));
    }

    /** The middle of the bucket in which the percentile lies. */
    private double percentileMs(long total, int percent) {
        long left = (total * percent + 99) / 100;
        for (int i = 0; i < BUCKETS && left > 0; i++) {
            left -= counts[i];
            if (left <= 0) {
                return (lowerBound(i) + lowerBound(i + 1)) / 2000.0;
            }
        }
        return 0;
    }
}
