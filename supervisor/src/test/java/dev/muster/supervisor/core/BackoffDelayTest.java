package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Properties of the back-off that hold for any numbers. */
class BackoffDelayTest {

    @Test
    @DisplayName("S19 every delay lies within the jitter band of base times factor to the n, and never above max")
    void delayLiesWithinItsBand() {
        SplittableRandom random = new SplittableRandom(19);
        for (int i = 0; i < 10_000; i++) {
            Duration initial = Duration.ofMillis(1 + random.nextInt(5_000));
            Duration max = initial.plusMillis(random.nextInt(60_000));
            Backoff backoff =
                    new Backoff(initial, max, 1 + 4 * random.nextDouble(), random.nextDouble(), Duration.ofSeconds(10));
            Duration exact = BackoffDelay.exact(backoff, 1 + random.nextInt(2_000));
            Duration delay = BackoffDelay.spread(backoff, exact, random.nextDouble());
            double low = exact.toMillis() * (1 - backoff.jitter()) - 1;
            double high = exact.toMillis() * (1 + backoff.jitter()) + 1;
            assertThat(exact).isBetween(initial, max);
            assertThat(delay).isLessThanOrEqualTo(max);
            assertThat((double) delay.toMillis()).isBetween(low, high);
        }
    }

    @Test
    void delayNeverShrinksFromOneAttemptToTheNext() {
        Duration last = Duration.ZERO;
        for (int attempt = 1; attempt < 5_000; attempt++) {
            Duration delay = BackoffDelay.exact(Specs.BACKOFF, attempt);
            assertThat(delay).isGreaterThanOrEqualTo(last);
            last = delay;
        }
        assertThat(last).isEqualTo(Specs.BACKOFF.max());
    }

    @Test
    void jitterReachesBothEndsOfItsBand() {
        Duration exact = Duration.ofSeconds(1);
        assertThat(BackoffDelay.spread(Specs.BACKOFF, exact, 0)).isEqualTo(Duration.ofMillis(800));
        assertThat(BackoffDelay.spread(Specs.BACKOFF, exact, 0.5)).isEqualTo(exact);
        assertThat(BackoffDelay.spread(Specs.BACKOFF, exact, 1)).isEqualTo(Duration.ofMillis(1200));
    }
}
