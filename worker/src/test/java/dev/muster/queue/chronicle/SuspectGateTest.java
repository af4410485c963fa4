package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuspectGateTest {

    @Test
    void claimsPauseForASuspectLongerAndLongerAndNeverForGood() {
        List<Integer> pauses = IntStream.range(0, 40)
                .filter(second -> SuspectGate.isPause(
                        Duration.ofMillis(1000L * second + 500).toNanos()))
                .boxed()
                .toList();
        assertThat(pauses)
                .containsExactlyElementsOf(
                        IntStream.of(1, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31)
                                .boxed()
                                .toList());
    }
}
