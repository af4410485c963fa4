package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlClientTest {

    @ParameterizedTest
    @CsvSource({"0, 20", "160, 20", "800, 100", "8000, 1000", "600000, 1000"})
    void whoWaitsForAMasterIsLateByAnEighthOfTheTimeThatItWasGone(long goneMs, long pauseMs) {
        assertThat(ControlClient.pauseMs(goneMs)).isEqualTo(pauseMs);
    }
}
