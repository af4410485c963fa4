package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A worker that dies is followed by a process that was booted before. */
final class SparesIT {

    private static final String CONFIGURATION =
            """
            muster {
              queues.numbers {}
              services.printer { main = dev.muster.examples.Printer, queues.in = numbers, heap = 64m, warm = 1 }
            }
            """;

    @Test
    @DisplayName(
            "S17 S76 a killed worker's slot goes on with the spare, which the next master adopts, and another spare boots")
    void killedWorkerIsFollowedByTheSpare() {
        try (Fleet fleet = Fleet.of(CONFIGURATION).daemon()) {
            Proc first = fleet.awaitReady(1).worker("printer.1").process();
            Proc spare = awaitSpare(fleet);

            first.signal("KILL");
            Status after = fleet.awaitWorker("printer.1", worker -> worker.isReady() && worker.incarnation() == 2);
            assertThat(after.worker("printer.1").process()).isEqualTo(spare);
            assertThat(after.worker("printer.1").restarts()).isEqualTo(1);
            handles(fleet, spare, 4711);
            assertThat(fleet.log("printer.1")).noneMatch(line -> line.contains("not as warm"));

            Proc second = awaitSpare(fleet, spare);
            second.signal("KILL"); // while it waits: another one comes, and nobody else notices
            Proc third = awaitSpare(fleet, spare, second);
            assertThat(fleet.status().worker("printer.1").process()).isEqualTo(spare);

            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            Await.until("the spare to end with its master", () -> !third.isAlive());
            fleet.daemon();
            assertThat(fleet.awaitReady(1).worker("printer.1").process()).isEqualTo(spare);
            handles(fleet, spare, 815);
            awaitSpare(fleet);
        }
    }

    private static void handles(Fleet fleet, Proc worker, int number) {
        fleet.muster("queue", "put", "numbers", Integer.toString(number)).succeeded();
        String line = "I am worker printer.1, pid " + worker.pid() + ", and I print " + number;
        Await.until(
                line,
                () -> Files.exists(fleet.home().resolve("logs/printer.1.log"))
                        && fleet.log("printer.1").contains(line));
    }

    /** One that is ready and none of these. */
    private static Proc awaitSpare(Fleet fleet, Proc... others) {
        List<Proc> former = List.of(others);
        return ready(fleet.await("a spare", status -> ready(status, former).isPresent()), former)
                .orElseThrow();
    }

    private static Optional<Proc> ready(Status status, List<Proc> former) {
        List<Status.Spares> services = status.spares();
        return services == null
                ? Optional.empty()
                : services.stream()
                        .flatMap(service -> service.spares().stream())
                        .flatMap(spare -> spare.ready().stream())
                        .filter(spare -> !former.contains(spare))
                        .findFirst();
    }
}
