package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.Runs;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.event.OomView;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.FromWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The result of {@code status}; its fields are a contract that scripts rely on. Control thread only. */
final class StatusView {

    private final ControlPorts ports;
    private final WorkerChannels channels;
    private final IdleWorkers idle;
    /** Of a worker, with room: a table that has to grow is as much garbage again, a thousand times. */
    private static final int MOST_FIELDS = 32;

    private final ProcFigures figures = new ProcFigures();
    private final long startedAt = System.nanoTime();

    StatusView(ControlPorts ports, WorkerChannels channels) {
        this.ports = ports;
        this.channels = channels;
        this.idle = new IdleWorkers(channels, ports.queues());
    }

    Map<String, Object> status(FleetSnapshot fleet, List<Worker> workers) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("fleet", fleet.spec().name());
        status.put("master", master(fleet));
        status.put("workers", workers(fleet, workers));
        status.put("queues", queues());
        status.put("byHand", byHand(fleet.desired()));
        status.put("rolling", RollingView.running(fleet));
        status.put("scaling", ScaleView.of(fleet, workers, ports.monotonic().instant()));
        List<Map<String, @Nullable Object>> spares = spares(fleet, workers);
        if (!spares.isEmpty()) {
            status.put("spares", spares);
        }
        if (!fleet.crons().isEmpty()) {
            status.put("crons", CronView.of(fleet));
        }
        warnings(ports, fleet.spec(), status);
        return status;
    }

    private List<Map<String, @Nullable Object>> spares(FleetSnapshot fleet, List<Worker> shown) {
        return SpareView.of(fleet, shown, ports.monotonic().instant(), figures::of);
    }

    /** What cannot be had of the specification, if there is anything. */
    static void warnings(ControlPorts ports, FleetSpec spec, Map<String, Object> answer) {
        List<String> warnings = ports.reconfigure().warnings(spec);
        if (!warnings.isEmpty()) {
            answer.put("warnings", warnings);
        }
    }

    /** What was wanted by hand, against the configuration. */
    static Map<String, Object> byHand(Desired desired) {
        Map<String, Object> scaled = new LinkedHashMap<>();
        desired.scaled().forEach((service, scale) -> {
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("workers", scale.workers());
            numbers.put("configured", scale.configured());
            if (scale.most() > 0) {
                numbers.put("most", scale.most());
            }
            scaled.put(service, numbers);
        });
        Map<String, Object> byHand = new LinkedHashMap<>();
        byHand.put("scaled", scaled);
        byHand.put("stopped", desired.stopped().stream().map(WorkerId::toString).toList());
        return byHand;
    }

    private Map<String, Object> master(FleetSnapshot fleet) {
        Map<String, Object> master = new LinkedHashMap<>();
        master.put("pid", ProcessHandle.current().pid());
        master.put("phase", phase(fleet));
        master.put("uptimeMs", (System.nanoTime() - startedAt) / 1_000_000);
        master.put("version", Version.TEXT);
        return master;
    }

    private static String phase(FleetSnapshot fleet) {
        if (fleet.stopping()) {
            return "STOPPING";
        }
        return fleet.version() == 0 ? "STARTING" : "RUNNING";
    }

    /** Each is looked at when it is asked for: all of a thousand at once are megabytes, for which the collector has to clear the heap. */
    List<Map<String, @Nullable Object>> workers(FleetSnapshot fleet, List<Worker> workers) {
        Instant now = ports.monotonic().instant();
        return new AbstractList<>() {
            @Override
            public Map<String, @Nullable Object> get(int index) {
                return worker(fleet, workers.get(index), now);
            }

            @Override
            public int size() {
                return workers.size();
            }
        };
    }

    private Map<String, @Nullable Object> worker(FleetSnapshot fleet, Worker worker, Instant now) {
        Optional<ProcStat> stat =
                worker.pid().isPresent() ? figures.of(worker.pid().getAsInt()) : Optional.empty();
        OptionalInt pid = worker.pid();
        Map<String, @Nullable Object> map = new LinkedHashMap<>(MOST_FIELDS);
        map.put("id", worker.id().toString());
        map.put("service", worker.id().service());
        map.put("slot", worker.id().slot());
        map.put("incarnation", worker.incarnation());
        map.put("goal", worker.goal().name());
        map.put("phase", worker.phase().name());
        map.put("pid", pid.isPresent() ? pid.getAsInt() : null);
        map.put(
                "uptimeMs",
                pid.isPresent() ? worker.startedAt().map(at -> millis(at, now)).orElse(null) : null);
        map.put("restarts", worker.restarts());
        map.put("reason", worker.reason());
        map.put("rssBytes", stat.map(ProcStat::rssBytes).orElse(null));
        map.put("cpuMs", stat.map(ProcStat::cpuMillis).orElse(null));
        map.put("lastExit", lastExit(fleet, worker));
        Optional<Rota> rota = Optional.ofNullable(fleet.rotas().get(worker.id().service()));
        Optional<Long> nextRun = rota.filter(plan -> Runs.rests(worker))
                .flatMap(Rota::next)
                .map(at -> Math.max(0, Duration.between(Instant.now(), at).toMillis()));
        map.put(
                "nextInMs",
                worker.deadline().map(at -> millis(now, at)).or(() -> nextRun).orElse(null));
        map.put("schedule", rota.map(StatusView::schedule).orElse(null));
        map.put("surplus", worker.surplus());
        map.put("surge", fleet.isSurge(worker));
        map.put("notReady", worker.complaint().isEmpty() ? null : worker.complaint());
        map.put("stalled", idle.stalled(worker).map(IdleWorkers.Idle::why).orElse(null));
        map.put(
                "says",
                pid.isPresent()
                        ? channels.words(worker.id(), worker.incarnation()).orElse(null)
                        : null);
        channels.heartbeat(worker.id(), worker.incarnation())
                .map(FromWorker.Heartbeat::executors)
                .filter(executors -> pid.isPresent() && !executors.isEmpty())
                .ifPresent(executors -> map.put("executors", executors));
        return map;
    }

    private static Map<String, @Nullable Object> schedule(Rota rota) {
        Map<String, @Nullable Object> schedule = new LinkedHashMap<>();
        schedule.put("cron", rota.schedule().cron());
        schedule.put("zone", rota.schedule().zone());
        schedule.put("next", rota.next().map(Instant::toString).orElse(null));
        schedule.put("waiting", rota.waiting().map(Instant::toString).orElse(null));
        return schedule;
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }

    private static @Nullable Map<String, @Nullable Object> lastExit(FleetSnapshot fleet, Worker worker) {
        if (worker.lastExit().isEmpty()) {
            return null;
        }
        ExitStatus status = worker.lastExit().get().status();
        Map<String, @Nullable Object> exit = new LinkedHashMap<>();
        exit.put("code", status.isExit() ? status.code() : null);
        exit.put("signal", status.isSignal() ? Signals.name(status.signal()) : null);
        exit.put("at", fleet.wallTime(worker.lastExit().get().at()).toString());
        exit.put("oom", worker.lastExit().get().oom().map(OomView::of).orElse(null));
        return exit;
    }

    private List<Map<String, @Nullable Object>> queues() {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        ports.queues().figures().forEach((name, figures) -> list.add(QueueView.of(name, figures)));
        return list;
    }
}
