package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SizingTest {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Sizing USUAL = new Sizing(1, 4, 0.8, 0.4, IDLE);

    @Test
    void growsAboveTheUpperThresholdUpToTheMost() {
        assertThat(USUAL.grows(0, 1)).isTrue();
        assertThat(USUAL.grows(1, 2)).isTrue();
        assertThat(USUAL.grows(3, 4)).isTrue();
        assertThat(USUAL.grows(4, 40)).isFalse();
    }

    @Test
    void aHighThresholdLetsTasksWaitFirst() {
        Sizing patient = new Sizing(0, 4, 3, 0.4, IDLE);
        assertThat(patient.grows(0, 1))
                .as("the first thread is not a matter of load")
                .isTrue();
        assertThat(patient.grows(1, 3)).isFalse();
        assertThat(patient.grows(1, 4)).isTrue();
        assertThat(patient.grows(2, 6)).isFalse();
        assertThat(patient.grows(2, 7)).isTrue();
    }

    @Test
    void shrinksBelowTheLowerThresholdDownToTheLeast() {
        assertThat(USUAL.shrinks(3, 1)).isTrue();
        assertThat(USUAL.shrinks(2, 1))
                .as("a load of 0.5 is between the thresholds")
                .isFalse();
        assertThat(USUAL.shrinks(2, 0)).isTrue();
        assertThat(USUAL.shrinks(1, 0)).isFalse();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new Sizing(2, 1, 0.8, 0.4, IDLE)).hasMessage("from 2 to 1 threads");
        assertThatThrownBy(() -> new Sizing(0, 1, 0.4, 0.4, IDLE)).hasMessage("to grow above 0.4 and shrink below 0.4");
        assertThatThrownBy(() -> MeasuredExecutor.builder().threads(0)).hasMessage("from 0 to 0 threads");
    }
}
