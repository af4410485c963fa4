package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ClocksTest {

    @Test
    void theTableHasALineForEachTask() throws Exception {
        assertThat(Clocks.table(Duration.ofMillis(50), Duration.ofMillis(10)).lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("often"))
                .anyMatch(line -> line.startsWith("seldom"));
    }
}
