package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Recycle;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class WearTest {

    private static final Recycle RULE =
            new Recycle(Optional.of(1000), Optional.of(Duration.ofHours(10)), Optional.of(100L << 20), 0.1);

    private static Optional<String> reason(long jobs, Duration age, long rss, double chance) {
        return new Wear(OptionalLong.of(jobs), age, OptionalLong.of(rss)).reason(RULE, chance);
    }

    @Test
    void eachLimitIsAReasonByItself() {
        assertThat(reason(999, Duration.ofHours(10).minusMillis(1), (100L << 20) - 1, 0))
                .isEmpty();
        assertThat(reason(1012, Duration.ZERO, 0, 0)).contains("recycled: has handled 1012 jobs (after-jobs 1000)");
        assertThat(reason(0, Duration.ofHours(10), 0, 0)).contains("recycled: is 600m old (max-age 10h)");
        assertThat(reason(0, Duration.ZERO, 120L << 20, 0)).contains("recycled: has 120MiB of memory (max-rss 100MiB)");
    }

    @Test
    void jitterOnlyShortens() {
        assertThat(reason(949, Duration.ZERO, 0, 0.5)).isEmpty();
        assertThat(reason(950, Duration.ZERO, 0, 0.5)).isPresent();
        assertThat(reason(899, Duration.ofHours(9).minusMillis(1), 0, 0.999)).isEmpty();
    }

    @Test
    void whatCannotBeToldIsNoReason() {
        Wear unknown = new Wear(OptionalLong.empty(), Duration.ZERO, OptionalLong.empty());
        assertThat(unknown.reason(RULE, 0)).isEmpty();
    }
}
