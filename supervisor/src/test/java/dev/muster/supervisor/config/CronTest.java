package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.FleetPlan;
import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.SpecView;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cron}: jobs that are put at times, and what is wrong with them. */
final class CronTest {
    private static final String FLEET = "muster.services {}\nmuster.queues.reports {}\n";

    private final Sandbox sandbox;

    CronTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private FleetSpec load(String cron) {
        return sandbox.load(FLEET + "muster.cron.nightly { " + cron + " }");
    }

    @Test
    void scheduleAndQueueAreEnough() {
        CronSpec cron = load("schedule = \"0 3 * * *\", zone = UTC, queue = reports")
                .crons()
                .get("nightly");
        assertThat(cron).isNotNull().satisfies(made -> {
            assertThat(made.misfire()).isEqualTo(CronSpec.Misfire.SKIP);
            assertThat(made.priority()).isEqualTo(CronSpec.Priority.NORMAL);
            assertThat(made.payload()).isEqualTo(Map.of());
            assertThat(made.type()).isEmpty();
            assertThat(made.jitter()).isZero();
        });
    }

    @Test
    void payloadMayBeAnyValueAndWhatIsShownCanBeLoadedAgain() {
        for (String payload : List.of("{ a = 1, b = [x, { c = true }] }", "[1, 2]", "\"text\"", "7", "{}")) {
            FleetSpec fleet =
                    load("schedule = \"@daily\", zone = Europe/Berlin, queue = reports, type = t, jitter = 5m,"
                            + " misfire = all, priority = low, payload = " + payload);
            assertThat(sandbox.load(SpecView.toText(fleet))).as(payload).isEqualTo(fleet);
        }
    }

    @Test
    void everyMistakeIsToldWithWhatWasMeant() {
        assertThat(sandbox.problems(FLEET
                        + "muster.cron.nightly { schedule = \"0 3 * *\", zone = Berlin, queue = report, misfire = never,"
                        + " jitter = 2d, when = now }\nmuster.cron.none {}"))
                .hasSize(8)
                .anyMatch(problem -> problem.contains("cron.nightly.schedule: must be a crontab line"))
                .anyMatch(problem -> problem.contains("zone: must be a zone such as Europe/Berlin"))
                .anyMatch(problem -> problem.contains(
                        "no queue \"report\" is defined under muster.queues; did you mean \"reports\"?"))
                .anyMatch(problem -> problem.contains("misfire: must be one of skip, once, all"))
                .anyMatch(problem -> problem.contains("jitter: must be between"))
                .anyMatch(problem -> problem.contains("when: unknown key"))
                .anyMatch(problem -> problem.contains("cron.none.schedule: must be a crontab line"))
                .anyMatch(problem -> problem.contains("cron.none.queue: must name the queue"));
        assertThat(sandbox.problems("muster.services {}\nmuster.queues.far { url = \"kafka:host\" }\n"
                        + "muster.cron.nightly { schedule = \"@daily\", queue = far }"))
                .singleElement()
                .asString()
                .contains("must be a queue of this host");
        assertThat(sandbox.problems(FLEET + "muster.cron.nightly { schedule = \"@daily\", queue = reports, payload = \""
                        + "x".repeat(70_000) + "\" }"))
                .singleElement()
                .asString()
                .contains("64 KiB");
    }

    @Test
    void planShowsWhatIsNewChangedAndNoMore() {
        FleetSpec none = sandbox.load(FLEET);
        FleetSpec one = load("schedule = \"0 3 * * *\", zone = UTC, queue = reports");
        FleetSpec later = load("schedule = \"0 4 * * *\", zone = UTC, queue = reports");
        FleetSpec other = load("schedule = \"0 4 * * *\", zone = UTC, queue = reports, payload = secret");
        assertThat(changes(none, one)).containsExactly("cron.nightly: new: 0 3 * * * UTC into reports");
        assertThat(changes(one, later))
                .containsExactly("cron.nightly: 0 3 * * * UTC into reports -> 0 4 * * * UTC into reports");
        assertThat(changes(later, other)).containsExactly("cron.nightly: another job or policy");
        assertThat(changes(other, none)).containsExactly("cron.nightly: no more");
        assertThat(changes(one, one)).isEmpty();
    }

    private static List<String> changes(FleetSpec before, FleetSpec after) {
        return FleetPlan.between(before, List.of(), after).fleet().stream()
                .map(Change::toString)
                .toList();
    }

    @Test
    void jitterIsTheSameForEverybodyAndDiffersFromTimeToTime() {
        CronSpec cron = Objects.requireNonNull(load("schedule = \"@hourly\", zone = UTC, queue = reports, jitter = 10m")
                .crons()
                .get("nightly"));
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        List<Duration> delays = IntStream.range(0, 200)
                .mapToObj(i -> first.plus(Duration.ofHours(i)))
                .map(tick -> Duration.between(tick, cron.readyAt(tick)))
                .toList();
        assertThat(delays).allMatch(delay -> !delay.isNegative() && delay.compareTo(Duration.ofMinutes(10)) < 0);
        assertThat(delays).anyMatch(delay -> delay.compareTo(Duration.ofMinutes(1)) < 0);
        assertThat(delays).anyMatch(delay -> delay.compareTo(Duration.ofMinutes(9)) > 0);
        assertThat(cron.readyAt(first)).isEqualTo(cron.readyAt(first));
    }
}
