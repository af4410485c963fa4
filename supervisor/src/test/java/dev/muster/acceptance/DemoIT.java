package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The README's first command: a producer and two printers on a durable queue. */
final class DemoIT {
    private static final Duration PROMISED = Duration.ofSeconds(5);

    @Test
    @DisplayName("three READY workers within 5 s of the command, and each number is printed once")
    void demoIsUpSoonAndPrintsEachNumberOnce() {
        Duration best = Duration.ofDays(1);
        for (int attempt = 0; attempt < 2 && best.compareTo(PROMISED) > 0; attempt++) {
            Instant asked = Instant.now();
            try (Fleet fleet = Fleet.demo("20ms").run()) {
                fleet.awaitReady(3);
                Duration took = Duration.between(asked, Instant.now());
                best = took.compareTo(best) < 0 ? took : best;
                awaitPrinted(fleet, 50);
                awaitBothPrint(fleet);
                assertThat(Numbers.of(fleet, "printer.1", "printer.2").duplicates())
                        .isZero();
                assertThat(fleet.console()).content().containsPattern("(?m)^printer\\.1 +\\| I am worker printer\\.1");
            }
        }
        assertThat(best).isLessThan(Pace.allow(PROMISED));
    }

    @Test
    @DisplayName("Q3 S17 kill -9 of a printer: same slot, new pid; the other keeps its pid; no number is lost")
    void killedPrinterIsReplacedAndItsJobDone() {
        try (Fleet fleet = Fleet.demo("5ms").run()) {
            Status before = fleet.awaitReady(3);
            awaitPrinted(fleet, 20);
            int kills = 3;
            for (int kill = 1; kill <= kills; kill++) {
                Status.Worker victim = fleet.status().worker("printer.1");
                victim.process().signal("KILL");
                Status after = fleet.awaitWorker(
                        "printer.1", worker -> worker.isReady() && worker.incarnation() > victim.incarnation());
                assertThat(after.worker("printer.1").pid()).isNotEqualTo(victim.pid());
                assertThat(after.worker("printer.1").lastExit())
                        .isNotNull()
                        .extracting(Status.LastExit::signal)
                        .isEqualTo("KILL");
                assertThat(after.worker("printer.2").process())
                        .isEqualTo(before.worker("printer.2").process());
            }
            awaitPrinted(
                    fleet, Numbers.of(fleet, "printer.1", "printer.2").printed().size() + 20);
            drain(fleet);
            Numbers numbers = Numbers.of(fleet, "printer.1", "printer.2");
            assertThat(numbers.missing()).isEmpty();
            assertThat(numbers.duplicates())
                    .isLessThanOrEqualTo(kills); // printed, then killed before the acknowledgement
        }
    }

    @Test
    @DisplayName("TERM to the master, and the next run goes on: produced = printed + still queued, over three lives")
    void nextRunGoesOn() {
        try (Fleet fleet = Fleet.demo("3ms")) {
            for (int life = 1; life <= 3; life++) {
                fleet.run().awaitReady(3);
                awaitPrinted(fleet, life * 100);
                fleet.masterProcess().signal("TERM");
                assertThat(fleet.awaitEnd()).as(fleet.story()).isZero();
                assertThat(fleet.processes()).isEmpty();
            }
            fleet.run().awaitReady(3);
            Status drained = drain(fleet);
            Numbers numbers = Numbers.of(fleet, "printer.1", "printer.2");
            assertThat(numbers.missing()).isEmpty();
            assertThat(numbers.duplicates()).isZero();
            assertThat((long) numbers.printed().size())
                    .isEqualTo(drained.queue("numbers").done());
        }
    }

    /** Stops the producer and waits until the printers have printed what it has put. */
    private static Status drain(Fleet fleet) {
        fleet.muster("stop", "producer").succeeded();
        Status drained =
                fleet.await("a drained queue", status -> status.queue("numbers").isDrained());
        Await.within(
                Fleet.PATIENCE,
                "the last printed line",
                () -> Numbers.of(fleet, "printer.1", "printer.2").printed().size()
                        >= drained.queue("numbers").done());
        return drained;
    }

    /** Who of two idle consumers gets the next job is chance. */
    private static void awaitBothPrint(Fleet fleet) {
        for (String printer : List.of("printer.1", "printer.2")) {
            Await.within(Fleet.PATIENCE, "a number by " + printer, () -> !Numbers.of(fleet, printer)
                    .printed()
                    .isEmpty());
        }
    }

    private static void awaitPrinted(Fleet fleet, int numbers) {
        Await.within(
                Fleet.PATIENCE,
                numbers + " printed numbers",
                () -> Numbers.of(fleet, "printer.1", "printer.2").printed().size() >= numbers);
    }
}
