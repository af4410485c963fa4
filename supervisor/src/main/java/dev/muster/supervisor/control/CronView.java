package dev.muster.supervisor.control;

import dev.muster.supervisor.core.CronTicks;
import dev.muster.supervisor.loop.FleetSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The jobs that are put at times, as objects of the protocol. Pure functions. */
final class CronView {

    private CronView() {}

    static List<Map<String, @Nullable Object>> of(FleetSnapshot fleet) {
        List<Map<String, @Nullable Object>> crons = new ArrayList<>();
        new TreeMap<>(fleet.crons()).forEach((name, ticks) -> crons.add(of(name, ticks)));
        return crons;
    }

    private static Map<String, @Nullable Object> of(String name, CronTicks ticks) {
        Map<String, @Nullable Object> cron = new LinkedHashMap<>();
        cron.put("name", name);
        cron.put("schedule", ticks.spec().schedule());
        cron.put("zone", ticks.spec().zone());
        cron.put("queue", ticks.spec().queue());
        cron.put("next", ticks.next().map(Instant::toString).orElse(null));
        cron.put("last", ticks.last().map(last -> last.at().toString()).orElse(null));
        cron.put("lastJob", ticks.last().flatMap(CronTicks.Last::job).orElse(null));
        cron.put("due", ticks.due().stream().map(Instant::toString).toList());
        cron.put("missed", ticks.missed());
        cron.put("trouble", ticks.trouble().isEmpty() ? null : ticks.trouble());
        return cron;
    }
}
