package dev.muster.supervisor.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.muster.supervisor.schedule.CronTimetable;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.Schedule.IfRunning;
import dev.muster.supervisor.spec.Schedule.Misfire;
import dev.muster.supervisor.spec.ServicePolicy;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When a service runs: a crontab line, or a block with one. */
final class ScheduleReader {

    private static final String KEY = "schedule";
    static final String FORM =
            "must be a crontab line such as \"*/5 * * * *\" (minute, hour, day, month, day of the week) or @daily";

    private ScheduleReader() {}

    static Optional<Schedule> read(Block service) {
        Optional<ConfigValue> value = service.value(KEY);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Schedule schedule = value.get() instanceof ConfigObject ? block(service.block(KEY)) : line(service);
        boolean parallel = schedule.ifRunning() == IfRunning.PARALLEL;
        if (service.value("workers").filter(ConfigObject.class::isInstance).isPresent()) {
            service.wrong("workers", "must be a number with a schedule: no backlog decides about runs");
        }
        service.value("workers").flatMap(Scalar::whole).ifPresent(workers -> {
            if (parallel && workers < 2) {
                service.wrong("workers", "must say how many runs there may be at a time, for if-running is parallel");
            } else if (!parallel && workers > 1) {
                service.wrong("workers", "must be 1 with a schedule, unless if-running is parallel");
            }
        });
        return Optional.of(schedule);
    }

    /** A run that has ended is over: an {@code always} that nobody wrote here means nothing. */
    static ServicePolicy fitting(Optional<Schedule> schedule, Block service, ServicePolicy policy) {
        if (schedule.isPresent() && policy.recycle().isPresent()) {
            service.wrong("recycle", "is for workers that are up all the time; a scheduled run ends by itself");
        }
        if (schedule.isEmpty() || policy.restart().when() != When.ALWAYS) {
            return policy;
        }
        Block restart = service.block("restart");
        if (restart.isOwn("when")) {
            restart.wrong("when", "must be never (the default with a schedule) or on-failure, not \"always\"");
        }
        return policy.withRestart(policy.restart().withWhen(When.NEVER));
    }

    private static Schedule line(Block service) {
        String cron = service.text(KEY).orElse("");
        ZoneId zone = ZoneId.systemDefault();
        check(service, KEY, cron, zone);
        return new Schedule(cron, zone.getId(), IfRunning.SKIP, Misfire.SKIP);
    }

    private static Schedule block(Block block) {
        Optional<String> cron = block.text("cron");
        ZoneId zone = zone(block);
        if (cron.isEmpty()) {
            block.wrong("cron", FORM);
        } else {
            check(block, "cron", cron.get(), zone);
        }
        Schedule schedule = new Schedule(
                cron.orElse(""),
                zone.getId(),
                Scalar.choice(block, "if-running", IfRunning.class, IfRunning.SKIP),
                Scalar.choice(block, "misfire", Misfire.class, Misfire.SKIP));
        block.finish();
        return schedule;
    }

    static void check(Block block, String key, String cron, ZoneId zone) {
        CronTimetable.problem(cron, zone, Instant.now())
                .ifPresent(problem -> block.wrong(key, FORM + ", not \"" + cron + "\": " + problem));
    }

    static ZoneId zone(Block block) {
        Optional<String> zone = block.text("zone");
        try {
            return zone.map(ZoneId::of).orElseGet(ZoneId::systemDefault);
        } catch (DateTimeException unknown) {
            block.wrong("zone", "must be a zone such as Europe/Berlin or UTC, not \"" + zone.orElse("") + "\"");
            return ZoneId.systemDefault();
        }
    }
}
