package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Spare;
import dev.muster.supervisor.core.SparePool;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What is told of the spares of services. Pure functions. */
final class SpareView {

    private SpareView() {}

    /** Those of the services of these workers, and of services without any worker. */
    static List<Map<String, @Nullable Object>> of(
            FleetSnapshot fleet, Collection<Worker> workers, Instant now, IntFunction<Optional<ProcStat>> figures) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        new TreeMap<>(fleet.spares()).forEach((name, pool) -> {
            Optional<ServiceSpec> service = fleet.spec().service(name);
            boolean shown = service.filter(spec -> spec.workers() == 0).isPresent()
                    || workers.stream().anyMatch(worker -> worker.id().service().equals(name));
            if (shown) {
                list.add(one(name, service.map(ServiceSpec::warm).orElse(0), pool, now, figures));
            }
        });
        return list;
    }

    private static Map<String, @Nullable Object> one(
            String service, int wanted, SparePool pool, Instant now, IntFunction<Optional<ProcStat>> figures) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("service", service);
        map.put("wanted", wanted);
        map.put("ready", pool.in(Spare.Stage.READY).count());
        map.put(
                "spares",
                pool.spares().stream().map(spare -> spare(spare, now, figures)).toList());
        map.put("failures", pool.failures());
        map.put("trouble", pool.trouble().isEmpty() ? null : pool.trouble());
        map.put(
                "nextInMs",
                pool.notBefore()
                        .filter(at -> pool.alive() < wanted && now.isBefore(at))
                        .map(at -> Duration.between(now, at).toMillis())
                        .orElse(null));
        return map;
    }

    private static Map<String, @Nullable Object> spare(
            Spare spare, Instant now, IntFunction<Optional<ProcStat>> figures) {
        Optional<ProcStat> stat =
                spare.pid().isPresent() ? figures.apply(spare.pid().getAsInt()) : Optional.empty();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("pid", spare.pid().isPresent() ? spare.pid().getAsInt() : null);
        map.put("phase", spare.stage().name());
        map.put("sinceMs", Math.max(0, Duration.between(spare.since(), now).toMillis()));
        map.put("rssBytes", stat.map(ProcStat::rssBytes).orElse(null));
        return map;
    }
}
