package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.supervisor.testkit.Await;
import dev.muster.testing.FleetStatus;
import dev.muster.testing.MusterFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The fleet of the test kit, with the distribution that was just built, as a user's integration test has it. */
final class FleetKitIT {

    private static final String PRINTER = "muster { queues.numbers {}, services.printer { start.timeout = 3m,"
            + " main = dev.muster.examples.Printer, queues.in = numbers } }";

    @Test
    void aFleetIsStartedAskedScaledKilledAndEnded() {
        System.setProperty("muster.install", Distribution.built().root().toString());
        Path home;
        try (MusterFleet fleet =
                MusterFleet.of(PRINTER).withPatience(Duration.ofMinutes(3)).start()) {
            home = fleet.home();
            assertThat(fleet.status().workers())
                    .extracting(FleetStatus.Worker::id)
                    .containsExactly("printer.1");
            fleet.put("numbers", 42L);
            try (JobQueue numbers = fleet.open("numbers")) {
                numbers.put(Job.json("43")).toCompletableFuture().join();
            }
            fleet.awaitEmpty("numbers");
            // The job is done before its line is in the log: that takes another process.
            Await.until("both are printed", () -> {
                String printed = String.join("\n", fleet.logs("printer.1"));
                return printed.contains("I print 42") && printed.contains("I print 43");
            });
            assertThat(fleet.scale("printer", 2).workers()).hasSize(2);
            assertThat(fleet.kill("printer.2").worker("printer.2").incarnation())
                    .isEqualTo(2);
            assertThatThrownBy(() -> fleet.run("queue", "stats", "letters")).hasMessageContaining("letters");
            assertThat(fleet.story()).contains("---- muster.log").contains("I print 43");
        }
        assertThat(Files.exists(home)).isFalse();
        assertThat(Proc.withVariable("MUSTER_RUN=" + home.resolve("run"))).isEmpty();
    }

    @Test
    void aFleetThatDoesNotComeUpSaysWhy() {
        System.setProperty("muster.install", Distribution.built().root().toString());
        MusterFleet fleet =
                MusterFleet.of("muster.services.printer { mian = x }").withPatience(Duration.ofSeconds(30));
        assertThatThrownBy(fleet::start)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the master has ended")
                .hasMessageContaining("mian");
    }
}
