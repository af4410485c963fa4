package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    @Test
    void delayDoublesUpToAnHourAndVariesByAFifth() {
        RetryPolicy policy = RetryPolicy.of("chronicle:/queue?max-backlog=7");
        assertThat(policy.maxAttempts()).isEqualTo(25);
        assertThat(policy.delay(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.delay(2, 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.delay(12, 0.5)).isEqualTo(Duration.ofSeconds(2048));
        assertThat(policy.delay(13, 0.5)).isEqualTo(Duration.ofHours(1));
        assertThat(policy.delay(Integer.MAX_VALUE, 0.5)).isEqualTo(Duration.ofHours(1));
        assertThat(policy.delay(1, 0)).isEqualTo(Duration.ofMillis(800));
        assertThat(policy.delay(1, 1)).isEqualTo(Duration.ofMillis(1200));
    }

    @Test
    void everyParameterIsRead() {
        RetryPolicy policy = RetryPolicy.of(
                "memory:q?max-attempts=7&retry-initial=10&retry-max=100&retry-factor=3&retry-jitter=0&on-full=block");
        assertThat(policy).isEqualTo(new RetryPolicy(7, Duration.ofMillis(10), Duration.ofMillis(100), 3, 0));
        assertThat(policy.delay(2, 0.1)).isEqualTo(Duration.ofMillis(30));
    }
}
