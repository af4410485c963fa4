package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.QueueCounters.Timing;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void everyDurationLiesInItsBucket() {
        for (long micros = 0; micros < 1L << 40; micros += 1 + micros / 7) {
            int bucket = Histogram.bucket(micros);
            assertThat(Histogram.lowerBound(bucket)).as("%d", micros).isLessThanOrEqualTo(micros);
            assertThat(Histogram.lowerBound(bucket + 1)).as("%d", micros).isGreaterThan(micros);
        }
        assertThat(Histogram.bucket(Long.MAX_VALUE)).isEqualTo(Histogram.BUCKETS - 1);
        assertThat(Histogram.bucket(-1)).isZero();
    }

    @Test
    void percentilesAreRightToAnEighth() {
        Histogram histogram = new Histogram();
        for (int millis = 1; millis <= 1000; millis++) {
            histogram.add(Histogram.bucket(millis * 1000L), 1);
        }
        Timing timing = histogram.timing();
        assertThat(timing.count()).isEqualTo(1000);
        assertThat(timing.p50()).isBetween(500 * 7 / 8.0, 500 * 9 / 8.0);
        assertThat(timing.p90()).isBetween(900 * 7 / 8.0, 900 * 9 / 8.0);
        assertThat(timing.p99()).isBetween(990 * 7 / 8.0, 990 * 9 / 8.0);
    }

    @Test
    void nothingMeasuredIsZero() {
        assertThat(new Histogram().timing()).isEqualTo(new Timing(0, 0, 0, 0));
    }
}
