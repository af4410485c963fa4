package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who begins quietly is a matter of {@code loop.QuietStartsTest}. */
class QuietStartTest {

    @ParameterizedTest
    @CsvSource({"PT1S, PT0.25S", "PT20S, PT5S", "PT30S, PT5S", "PT24H, PT5S"})
    void itLastsAQuarterOfTheTimeToBecomeReadyAndNeverMoreThanFiveSeconds(Duration timeout, Duration span) {
        assertThat(QuietStart.span(timeout)).isEqualTo(span);
    }
}
