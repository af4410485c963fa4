package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Services that run to completion. */
final class SchedulesIT {

    private static final String NIGHTLY =
            """
            muster.services.nightly {
              command = [sh, -c, "echo run"]
              schedule { cron = "30 2 * * *", zone = Europe/Berlin, misfire = once }
            }
            """;

    private static final String CHORE =
            """
            muster.services.chore {
              command = [sh, -c, "echo one; echo two >&2; exit 3"]
              schedule = "0 0 1 1 *"
            }
            muster.services.still {
              command = [sh, -c, "echo still"]
              autostart = false
            }
            """;

    @Test
    @DisplayName(
            "Q47 a night without a master is made up for once, whoever is killed and started then, and never by two masters")
    void misfireIsMadeUpForOnce() throws IOException {
        try (Fleet fleet = Fleet.of(NIGHTLY)) {
            Path runs = fleet.home().resolve("state/runs.json");
            Files.createDirectories(runs.getParent());
            Files.writeString(
                    runs,
                    """
                    {"runs":{"nightly":{"times":"30 2 * * * Europe/Berlin","seen":"2026-01-01T00:00:00Z","waiting":null}}}
                    """);
            fleet.daemon();
            fleet.awaitWorker(
                    "nightly.1",
                    worker -> worker.incarnation() == 1 && worker.phase().equals("STOPPED"));
            fleet.muster("daemon").endedWith(75);
            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            fleet.daemon();
            Status.Worker worker = fleet.awaitWorker("nightly.1", any -> true).worker("nightly.1");
            assertThat(worker.incarnation()).isLessThan(2);
            assertThat(fleet.muster("status", "--json").succeeded().out()).contains("\"cron\":\"30 2 * * *\"");
            assertThat(fleet.muster("events", "nightly").succeeded().out()).contains("run makes up for them");
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.log("nightly.1")).containsExactly("run");
        }
    }

    @Test
    @DisplayName(
            "Q47 two masters at one queue, and one that is killed, put one job for the night that both have missed")
    void jobOfANightIsPutOnce() throws IOException {
        try (Fleet first = Fleet.of();
                Fleet second = Fleet.of()) {
            for (Fleet fleet : new Fleet[] {first, second}) {
                fleet.configure(
                        "muster.services {}",
                        "muster.queues.reports.url = \"chronicle:"
                                + first.home().resolve("reports") + "\"",
                        "muster.cron.nightly { schedule = \"30 2 * * *\", zone = UTC, queue = reports, type = sales,"
                                + " payload { days = 1 }, misfire = once }");
                Path runs = fleet.home().resolve("state/runs.json");
                Files.createDirectories(runs.getParent());
                Files.writeString(
                        runs,
                        """
                        {"runs":{"cron nightly":{"times":"30 2 * * * UTC","seen":"2026-01-01T00:00:00Z","waiting":null}}}
                        """);
                fleet.daemon();
            }
            Path last = first.home().resolve("reports/ticks/nightly.last");
            Await.within(Fleet.PATIENCE, "a job of the cron", () -> Files.exists(last));
            String job = awaitJob(first);
            assertThat(awaitJob(second)).isEqualTo(job);
            first.masterProcess().signal("KILL");
            first.awaitEnd();
            first.daemon();
            assertThat(awaitJob(first)).isEqualTo(job);
            assertThat(first.status().queue("reports").ready()).isEqualTo(1);
            assertThat(first.muster("queue", "export", "reports").succeeded().out())
                    .contains("\"id\":\"" + job + "\"", "\"type\":\"sales\"", "\"payload\":{\"days\":1}");
            assertThat(second.muster("cron").succeeded().out()).contains("30 2 * * * UTC", "reports", job);
            second.muster("shutdown").succeeded();
            first.muster("shutdown").succeeded();
        }
    }

    private static String awaitJob(Fleet fleet) {
        Pattern job = Pattern.compile("\"lastJob\":\"([0-9]+)\"");
        String[] found = new String[1];
        Await.within(Fleet.PATIENCE, "a job of the cron", () -> {
            Matcher matcher = job.matcher(fleet.muster("cron", "--json").out());
            found[0] = matcher.find() ? matcher.group(1) : "";
            return !found[0].isEmpty();
        });
        return found[0];
    }

    @Test
    void runOnceShowsWhatTheRunPrintsAndEndsAsItEnds() {
        try (Fleet fleet = Fleet.of(CHORE).daemon()) {
            fleet.awaitWorker("chore.1", any -> true);
            Result result = fleet.muster("run-once", "chore").endedWith(3);
            assertThat(result.out().lines()).containsExactlyInAnyOrder("one", "two");
            assertThat(fleet.muster("why", "chore").succeeded().out()).contains("next: it runs at");
            assertThat(fleet.muster("start", "chore").succeeded().err()).contains("runs when its schedule says so");
            Result still = fleet.muster("run-once", "still", "--json").succeeded();
            assertThat(still.out()).contains("\"exit\":{\"code\":0,\"signal\":null}");
            assertThat(fleet.status().worker("still.1").phase()).isEqualTo("STOPPED");
        }
    }

    @Test
    void workersThatHaveDoneTheirTimeAreReplacedWithoutLosingAJob() {
        String demo = "include file(\"" + Distribution.built().root().resolve("conf/muster.conf")
                + "\")\nmuster.services.producer.settings.interval = 5ms\n";
        try (Fleet fleet = Fleet.of(demo, "muster.services.printer.recycle { after-jobs = 200 }")
                .daemon()) {
            for (String printer : new String[] {"printer.1", "printer.2"}) {
                Status.Worker fresh = fleet.awaitWorker(printer, worker -> worker.incarnation() > 1 && worker.isReady())
                        .worker(printer);
                assertThat(fresh.restarts()).isZero();
            }
            assertThat(fleet.muster("events", "printer").succeeded().out()).contains("recycled: has handled");
            fleet.muster("stop", "producer").succeeded();
            fleet.await("all printed", status -> status.queue("numbers").isDrained());
            fleet.muster("shutdown").succeeded();
            Numbers numbers = Numbers.of(fleet, "printer.1", "printer.2");
            assertThat(numbers.missing()).isEmpty();
            assertThat(numbers.duplicates()).isZero();
        }
    }
}
