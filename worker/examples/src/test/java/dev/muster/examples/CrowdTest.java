package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.concurrent.ExecutorStatistics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CrowdTest {

    @Test
    void everyFifthOfTwentyTasksFails() throws Exception {
        ExecutorStatistics found = Crowd.measured(Duration.ofMillis(1));

        assertThat(found.executed()).isEqualTo(20);
        assertThat(found.failures()).isEqualTo(4);
        assertThat(found.runTime()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void ofTwentyTasksTwoRunAndSixteenWait() throws Exception {
        ExecutorStatistics found = Crowd.refused(Duration.ofMillis(1));

        assertThat(found.executed()).isEqualTo(18);
        assertThat(found.rejected()).isEqualTo(2);
    }
}
