package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DidYouMeanTest {

    @ParameterizedTest
    @CsvSource({"workers,workers,0", "wokers,workers,1", "wrokers,workers,1", "work,workers,3", "'',abc,3", "ab,ba,1"})
    void distanceCountsSlips(String a, String b, int slips) {
        assertThat(DidYouMean.distance(a, b)).isEqualTo(slips);
        assertThat(DidYouMean.distance(b, a)).isEqualTo(slips);
    }

    @Test
    void nearestIsProposed() {
        assertThat(DidYouMean.among(List.of("max-size", "max-age", "keep"), "max_sise"))
                .isEqualTo("did you mean \"max-size\"?");
    }

    @Test
    void allAreListedWhenNothingIsNear() {
        assertThat(DidYouMean.among(List.of("grace", "signal"), "colour")).isEqualTo("allowed are grace, signal");
        assertThat(DidYouMean.among(List.of(), "colour")).isEqualTo("none is allowed");
    }
}
