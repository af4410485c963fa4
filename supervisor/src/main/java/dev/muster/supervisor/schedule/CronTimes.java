package dev.muster.supervisor.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The instants of one crontab line in one zone. The library is only asked about a calendar without zones; at the ends of summer
 * time Vixie cron's rule holds: who names hours means a time of the day, which happens once each day, and who does not ({@code *}
 * in the field of the hours, with or without a step) means a span, which goes on. Immutable.
 */
final class CronTimes {
    private static final CronDefinition UNIX = unix();

    private final ExecutionTime calendar;
    private final ZoneRules rules;
    private final boolean everyHour;

    /** @throws IllegalArgumentException with what is wrong with the line */
    CronTimes(String line, ZoneId zone) {
        Cron cron = new CronParser(UNIX).parse(line.strip()).validate();
        calendar = ExecutionTime.forCron(cron);
        rules = zone.getRules();
        everyHour = cron.asString().split(" ", -1)[1].startsWith("*");
    }

    /** Minutes, hours, day of the month, month, day of the week, where both 0 and 7 are Sunday. */
    private static CronDefinition unix() {
        return CronDefinitionBuilder.defineCron()
                .withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withStrictRange()
                .and()
                .withMonth()
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .withSupportedNicknameYearly()
                .withSupportedNicknameAnnually()
                .withSupportedNicknameMonthly()
                .withSupportedNicknameWeekly()
                .withSupportedNicknameDaily()
                .withSupportedNicknameMidnight()
                .withSupportedNicknameHourly()
                .instance();
    }

    Optional<Instant> next(Instant after) {
        return everyHour ? nextOfSpan(after) : nextOfDay(after);
    }

    /** Goes on from offset to offset: what a summer's beginning leaves out is left out, what its end repeats is repeated. */
    private Optional<Instant> nextOfSpan(Instant after) {
        Instant from = after;
        LocalDateTime local = LocalDateTime.ofInstant(from, rules.getOffset(from));
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            Optional<LocalDateTime> next = nextLocal(local);
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (next.isEmpty() || change == null || next.get().toInstant(offset).isBefore(change.getInstant())) {
                return next.map(time -> time.toInstant(offset));
            }
            from = change.getInstant();
            // The moment of the change itself may be one of the times.
            local = change.getDateTimeAfter().minusNanos(1);
        }
    }

    /** Each local time once: one that does not exist at the first instant after it, one that exists twice at the first of both. */
    private Optional<Instant> nextOfDay(Instant after) {
        LocalDateTime local = LocalDateTime.ofInstant(after, rules.getOffset(after));
        while (true) {
            Optional<LocalDateTime> next = nextLocal(local);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            local = next.get();
            Instant instant = instant(local);
            if (instant.isAfter(after)) {
                return Optional.of(instant);
            }
        }
    }

    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition change = rules.getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.toInstant(rules.getValidOffsets(local).get(0));
    }

    private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
        return calendar.nextExecution(after.atZone(ZoneOffset.UTC)).map(time -> time.toLocalDateTime());
    }
}
