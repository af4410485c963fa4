package dev.muster.supervisor.schedule;

import dev.muster.supervisor.core.Timetable;
import dev.muster.supervisor.spec.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Times by crontab lines. Reads a line once; the library is loaded with the first. Thread-safe. */
public final class CronTimetable implements Timetable {

    private final Map<Line, CronTimes> known = new ConcurrentHashMap<>();

    private record Line(String cron, String zone) {}

    /**
     * Whether a line can be used.
     *
     * @param now a moment after which there have to be times
     * @return what is wrong; empty when nothing is
     */
    public static Optional<String> problem(String cron, ZoneId zone, Instant now) {
        try {
            boolean ever = new CronTimes(cron, zone).next(now).isPresent();
            return ever ? Optional.empty() : Optional.of("there is no such day");
        } catch (IllegalArgumentException wrong) {
            String words = String.valueOf(wrong.getMessage());
            return Optional.of(words.replace("Failed to parse cron expression. ", ""));
        }
    }

    @Override
    public Optional<Instant> next(Schedule schedule, Instant after) {
        return known.computeIfAbsent(new Line(schedule.cron(), schedule.zone()), CronTimetable::times)
                .next(after);
    }

    private static CronTimes times(Line line) {
        try {
            return new CronTimes(line.cron(), ZoneId.of(line.zone()));
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("there is no zone " + line.zone(), unknown);
        }
    }
}
