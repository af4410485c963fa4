package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A minute of what {@code bench/torture} does for as long as one likes. */
class TortureIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    @DisplayName("Q1 Q2 Q3 Q4 Q5 Q32 Q33 nothing is lost, stuck or acknowledged twice, whoever is killed whenever")
    void nothingIsLostStuckOrAcknowledgedTwice() {
        Torture.Result result = new Torture(
                        Torture.Kind.PLAIN, directory, Duration.ofSeconds(30), System.nanoTime(), System.out::println)
                .run();
        System.out.println(result.summary());
        assertThat(result.wrong()).as(result.summary()).isEmpty();
    }
}
