package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.concurrent.NeverAgain;
import dev.muster.concurrent.Periodic;
import dev.muster.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The periodic tasks of a worker. */
final class PeriodicsTest {
    private final Periodics periodics = new Periodics("fixture.1");

    @Test
    void theyAreShownUnderTheNameOfTheWorkerAndNothingIsWhenThereAreNone() {
        assertThat(periodics.table()).isEmpty();
        assertThat(periodics.any()).isFalse();
        var watcher = periodics.add(
                Periodic.every(Duration.ofHours(1)).runImmediately().named("once"), () -> {
                    throw new NeverAgain();
                });
        Await.until("the run", () -> watcher.snapshot().runs() == 1);
        assertThat(periodics.table())
                .startsWith("periodic tasks of fixture.1:\nNAME")
                .contains("once", "every 1h");
        assertThat(periodics.any()).isTrue();
        periodics.stop();
        periodics.awaitEnd();
    }

    @Test
    void noneIsAddedOnceTheWorkerStops() {
        periodics.stop();
        assertThatThrownBy(() -> periodics.add(Periodic.every(Duration.ofHours(1)), () -> {}))
                .isInstanceOf(StoppingException.class);
        periodics.awaitEnd();
    }
}
