package dev.muster.supervisor.control;

import dev.muster.supervisor.core.RollingWords;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Why;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.event.Event;
import dev.muster.supervisor.loop.FleetSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code why}: what workers are doing, what they wait for and what happens next. Control thread only. */
final class WhyMethod {
    private final ControlPorts ports;
    private final IdleWorkers idle;
    private final Executor reader;

    WhyMethod(ControlPorts ports, WorkerChannels channels, Executor reader) {
        this.ports = ports;
        this.idle = new IdleWorkers(channels, ports.queues());
        this.reader = reader;
    }

    void why(Call call) {
        FleetSnapshot fleet = ports.snapshots().current();
        List<Worker> workers = Selectors.resolve(List.of(call.params().text("name")), fleet);
        CompletableFuture<List<Map<String, @Nullable Object>>> answers = CompletableFuture.supplyAsync(
                () -> {
                    List<Map<String, @Nullable Object>> list = new ArrayList<>();
                    workers.forEach(worker -> list.add(explain(worker, fleet)));
                    return list;
                },
                reader);
        call.answerWhen(answers, list -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("workers", list);
            answer.put("scaling", ScaleView.of(fleet, workers, ports.monotonic().instant()));
            return answer;
        });
    }

    private Map<String, @Nullable Object> explain(Worker worker, FleetSnapshot fleet) {
        Optional<Map<String, @Nullable Object>> death = ports.records().deaths().last(worker.id());
        Instant now = ports.monotonic().instant();
        Why why = Why.of(
                worker,
                now,
                death.filter(last -> isOf(last, worker)).flatMap(WhyMethod::uptime),
                nextRun(worker, fleet));
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", worker.id().toString());
        map.put("phase", worker.phase().name());
        map.put("goal", worker.goal().name());
        map.put("incarnation", worker.incarnation());
        map.put("sinceMs", Math.max(0, Duration.between(worker.since(), now).toMillis()));
        map.put("reason", worker.reason());
        map.put("state", why.state());
        map.put("waitsFor", why.waitsFor().isEmpty() ? null : why.waitsFor());
        map.put(
                "rolling",
                fleet.rolling(worker.id())
                        .map(rollout -> rolling(rollout, worker, fleet))
                        .orElse(null));
        Optional<IdleWorkers.Idle> stalled = idle.stalled(worker);
        map.put("stalled", stalled.map(IdleWorkers.Idle::why).orElse(null));
        map.put("stalledMs", stalled.map(IdleWorkers.Idle::forMillis).orElse(null));
        map.put("next", why.next());
        map.put("nextInMs", why.nextIn().map(Duration::toMillis).orElse(null));
        map.put(
                "lastCommand",
                ports.records()
                        .events()
                        .lastCommand(worker.id().toString())
                        .map(Event::fields)
                        .orElse(null));
        map.put("lastDeath", death.orElse(null));
        map.put("hints", why.hints());
        return map;
    }

    private static Optional<Why.NextRun> nextRun(Worker worker, FleetSnapshot fleet) {
        return Optional.ofNullable(fleet.rotas().get(worker.id().service()))
                .map(rota -> new Why.NextRun(
                        rota.next(),
                        rota.next().map(at -> Duration.between(Instant.now(), at)),
                        rota.waiting().isPresent()));
    }

    private static String rolling(Rollout rollout, Worker worker, FleetSnapshot fleet) {
        Rollout.Progress progress = rollout.progress(fleet.spec(), fleet.workers());
        String part = rollout.isHelper(worker.id())
                ? "helps out until it is over"
                : progress.left().contains(worker.id())
                        ? rollout.isAsked(worker.id()) ? "it is being replaced" : "its turn is to come"
                        : "it was replaced";
        return RollingWords.of(rollout, progress) + "; " + part;
    }

    private static boolean isOf(Map<String, @Nullable Object> death, Worker worker) {
        return death.get("incarnation") instanceof Number life && life.intValue() == worker.incarnation();
    }

    private static Optional<Duration> uptime(Map<String, @Nullable Object> death) {
        return death.get("uptimeMs") instanceof Number millis
                ? Optional.of(Duration.ofMillis(millis.longValue()))
                : Optional.empty();
    }
}
