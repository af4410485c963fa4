package dev.muster.supervisor.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "1,1ms",
        "1500,1500ms",
        "1000,1s",
        "60000,1m",
        "90000,90s",
        "3600000,1h",
        "5400000,90m",
        "86400000,1d",
        "129600000,36h"
    })
    void durationHasTheLargestUnitWithoutAFraction(long millis, String text) {
        assertThat(Quantity.text(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "1000,1000",
        "1024,1KiB",
        "1536,1536",
        "67108864,64MiB",
        "1073741824,1GiB",
        "1125899906842624,1024TiB"
    })
    void sizeHasTheLargestBinaryUnitWithoutAFraction(long bytes, String text) {
        assertThat(Quantity.text(bytes)).isEqualTo(text);
    }
}
