package dev.muster.supervisor.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Timetable;
import dev.muster.supervisor.spec.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In Berlin the clock goes from 2 to 3 o'clock on 29 March 2026, and from 3 to 2 on 25 October. */
final class CronTimetableTest {

    private static final String BERLIN = "Europe/Berlin";
    private final Timetable times = new CronTimetable();

    private List<String> next(int count, String cron, String zone, String after) {
        Schedule schedule = new Schedule(cron, zone, Schedule.IfRunning.SKIP, Schedule.Misfire.SKIP);
        List<String> found = new ArrayList<>();
        Optional<Instant> tick = times.next(schedule, Instant.parse(after));
        while (tick.isPresent() && found.size() < count) {
            found.add(ZonedDateTime.ofInstant(tick.get(), ZoneId.of(zone))
                    .toOffsetDateTime()
                    .toString());
            tick = times.next(schedule, tick.get());
        }
        return found;
    }

    @Test
    void fieldsMeanWhatTheyMeanInACrontab() {
        assertThat(next(3, "*/20 * * * *", "UTC", "2026-01-01T00:05:00Z"))
                .containsExactly("2026-01-01T00:20Z", "2026-01-01T00:40Z", "2026-01-01T01:00Z");
        assertThat(next(2, "30 6 * jan-feb mon,fri", "UTC", "2026-01-01T00:00:00Z"))
                .containsExactly("2026-01-02T06:30Z", "2026-01-05T06:30Z");
        assertThat(next(2, "0 0 * * 7", "UTC", "2026-01-01T00:00:00Z"))
                .isEqualTo(next(2, "@weekly", "UTC", "2026-01-01T00:00:00Z"))
                .containsExactly("2026-01-04T00:00Z", "2026-01-11T00:00Z");
        assertThat(next(1, "@daily", "Asia/Kolkata", "2026-01-01T00:00:00Z")).containsExactly("2026-01-02T00:00+05:30");
    }

    /** POSIX: when both days are given, either will do. */
    @Test
    void dayOfTheMonthAndDayOfTheWeekAreAlternatives() {
        assertThat(next(3, "0 0 13 * fri", "UTC", "2026-04-05T00:00:00Z"))
                .containsExactly("2026-04-10T00:00Z", "2026-04-13T00:00Z", "2026-04-17T00:00Z");
    }

    @Test
    void timeIsAlwaysLaterThanTheMomentAskedFor() {
        assertThat(next(1, "5 * * * *", "UTC", "2026-01-01T00:05:00Z")).containsExactly("2026-01-01T01:05Z");
        assertThat(next(1, "5 * * * *", "UTC", "2026-01-01T00:04:59.999999999Z"))
                .containsExactly("2026-01-01T00:05Z");
        assertThat(next(1, "0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z")).containsExactly("2028-02-29T00:00Z");
    }

    @Test
    @DisplayName("Q47 a time that does not exist is made up for at the first instant after it, once")
    void timeOfTheDayThatDoesNotExist() {
        assertThat(next(3, "30 2 * * *", BERLIN, "2026-03-28T00:00:00Z"))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(next(3, "*/15 2 * * *", BERLIN, "2026-03-29T00:59:00Z"))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00", "2026-03-30T02:15+02:00");
    }

    @Test
    @DisplayName("Q47 a time of the day that exists twice has one run")
    void timeOfTheDayThatExistsTwice() {
        assertThat(next(3, "30 2 * * *", BERLIN, "2026-10-24T00:00:00Z"))
                .isEqualTo(List.of("2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"));
        // Asked between the two.
        assertThat(next(1, "30 2 * * *", BERLIN, "2026-10-25T01:10:00Z")).containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    @DisplayName("Q47 a span goes on through both ends of summer time")
    void spansAreSpans() {
        assertThat(next(3, "*/30 * * * *", BERLIN, "2026-03-29T00:29:00Z"))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
        assertThat(next(5, "*/30 * * * *", BERLIN, "2026-10-24T23:59:00Z"))
                .containsExactly(
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:00+01:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:00+01:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/7 * * * *", "30 2 * * *", "*/10 1-3 * * *", "0 */2 * * *", "15 0,2,23 * * sun"})
    @DisplayName("Q47 whatever is asked when, times only grow, and none is left out between two questions")
    void everyMomentOfADayWithAChangeAgrees(String cron) {
        Schedule schedule = new Schedule(cron, BERLIN, Schedule.IfRunning.SKIP, Schedule.Misfire.SKIP);
        for (String day : List.of("2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z")) {
            Instant at = Instant.parse(day);
            Instant end = at.plus(30, ChronoUnit.HOURS);
            Instant expected = times.next(schedule, at).orElseThrow();
            for (; at.isBefore(end); at = at.plusSeconds(60)) {
                Instant next = times.next(schedule, at).orElseThrow();
                assertThat(next).as("%s after %s", cron, at).isAfter(at);
                if (at.isBefore(expected)) {
                    assertThat(next).as("%s after %s", cron, at).isEqualTo(expected);
                }
                expected = next;
            }
        }
    }

    @Test
    void problemsAreToldInWords() {
        ZoneId utc = ZoneId.of("UTC");
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(CronTimetable.problem("60 * * * *", utc, now)).contains("Value 60 not in range [0, 59]");
        assertThat(CronTimetable.problem("* * * *", utc, now)).isPresent();
        assertThat(CronTimetable.problem("@reboot", utc, now)).contains("Nickname @reboot not supported!");
        assertThat(CronTimetable.problem("0 0 31 2 *", utc, now)).contains("there is no such day");
        assertThat(CronTimetable.problem("*/5 * * * *", utc, now)).isEmpty();
    }
}
