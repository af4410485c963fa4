package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Workers replaced one by one while jobs come. {@code bench/rolling} has the times. */
final class RollingIT {

    @Test
    @DisplayName("Q40 a rolling restart and a rolling apply under load: each number is printed once")
    void nothingIsLostOrDoneTwice() {
        try (Fleet fleet = Fleet.demo("5ms").run()) {
            fleet.awaitReady(3);
            Map<String, Proc> before = fleet.status().processes();

            Result restart = fleet.muster("restart", "--rolling", "printer", "--timeout", "50s")
                    .succeeded();
            assertThat(restart.err()).contains("rolling restart of printer: all 2 workers are replaced");
            Map<String, Proc> between = fleet.status().processes();
            assertThat(between.values()).doesNotContain(before.get("printer.1"), before.get("printer.2"));
            assertThat(between).containsEntry("producer.1", before.get("producer.1"));

            fleet.configure(
                    "include file(\"" + Distribution.built().root().resolve("conf/muster.conf") + "\")",
                    "muster.services.producer.settings.interval = 5ms",
                    "muster.services.printer { environment.NEW = 1, rolling { max-unavailable = 0, max-surge = 1 } }");
            Result apply =
                    fleet.muster("apply", "--rolling", "--timeout", "50s").succeeded();
            assertThat(apply.err()).contains("rolling apply of printer: all 2 workers are replaced");
            fleet.muster("plan", "--exit-code").succeeded();
            assertThat(fleet.status().processes()).containsEntry("producer.1", before.get("producer.1"));

            fleet.muster("stop", "producer").succeeded();
            fleet.await(
                    "no jobs, and nobody who helps out any more",
                    status -> status.queue("numbers").isDrained()
                            && status.workers().size() == 3);
            Numbers numbers = Numbers.of(fleet, "printer.1", "printer.2", "printer.3");
            assertThat(numbers.printed()).hasSizeGreaterThan(100);
            assertThat(numbers.missing()).isEmpty();
            assertThat(numbers.duplicates()).isZero();
        }
    }
}
