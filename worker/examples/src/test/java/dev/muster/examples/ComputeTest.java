package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ComputeTest {

    @ParameterizedTest
    @ValueSource(strings = {"one", "threads", "processes"})
    void everyWayComputesTheSame(String way) throws Exception {
        // (0 + ... + 49) * (0 + ... + 62) * (0 + ... + 31)
        assertThat(Compute.loops().total(way)).isEqualTo(1225L * 1953 * 496);
    }

    @Test
    void aSumIsOfNumbersFromOneToAHundred() throws Exception {
        assertThat(Compute.sums(1000).total("one")).isBetween(8_000L, 800_000L);
    }

    @Test
    void noOtherWayIsKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compute.loops().total("hope"))
                .withMessageContaining("hope");
    }
}
