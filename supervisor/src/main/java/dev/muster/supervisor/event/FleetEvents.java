package dev.muster.supervisor.event;

import dev.muster.supervisor.core.CronNews;
import dev.muster.supervisor.core.Death;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.RollingWords;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.RunNews;
import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what the loop tells into entries of the journal. Loop thread only. */
public final class FleetEvents implements Journal {
    /** Entries are bounded; the numbers say the rest. */
    private static final int MOST_NAMES = 100;

    /** A reason may quote whatever a system call or a program said. */
    private static final int MOST_CHARS = 2000;

    private final EventJournal events;
    private final DeathRecords deaths;
    private final WallTime wall;

    public FleetEvents(Records records, InstantSource clock) {
        this.events = records.events();
        this.deaths = records.deaths();
        this.wall = new WallTime(clock);
    }

    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
        wall.now(at);
        Death.between(before, after, cause, at).ifPresent(death -> tell(after, death, at));
        if (before.phase() != after.phase() || before.incarnation() != after.incarnation()) {
            events.tell(kind(after.phase()), phase(before, after, at));
        } else if (!before.complaint().equals(after.complaint())) {
            serving(after);
        }
        if (after.surplus() && after.phase() == Phase.STOPPED) {
            events.tell(EventKind.REMOVED, subject(after, after.incarnation()));
        }
    }

    @Override
    public void scaled(ServiceSpec service, ScaleDecision decision) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("service", service.name());
        facts.put("from", decision.from());
        facts.put("to", decision.to());
        service.scale().ifPresent(policy -> {
            facts.put("min", policy.min());
            facts.put("max", policy.max());
        });
        facts.put("ready", decision.waiting().ready());
        facts.put("oldestReadyMs", decision.waiting().oldest().toMillis());
        facts.put("busy", decision.busy());
        facts.put("why", decision.from() + " -> " + decision.to() + ": " + decision.why());
        events.tell(EventKind.SCALED, facts);
    }

    private void tell(Worker after, Death death, Instant at) {
        Map<String, @Nullable Object> facts = death(after, death);
        events.tell(death.crash() ? EventKind.CRASHED : EventKind.EXITED, facts);
        if (death.oom().isPresent()) {
            events.tell(EventKind.OOM, facts);
        }
        Map<String, @Nullable Object> record = new LinkedHashMap<>(facts);
        record.put("crashed", death.crash());
        record.put("then", cut(after.reason()));
        // Lines are stamped in whole milliseconds.
        deaths.tell(after.id(), wall.of(death.startedAt()).minusMillis(1), wall.of(at), record);
    }

    @Override
    public void told(String service, RunNews news) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("service", service);
        facts.put("due", news.tick().toString());
        facts.put("why", news.why());
        events.tell(news.kind() == RunNews.Kind.DELAYED ? EventKind.DELAYED : EventKind.SKIPPED, facts);
    }

    @Override
    public void cron(CronSpec cron, CronNews news) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("cron", cron.name());
        facts.put("queue", cron.queue());
        facts.put("due", news.tick().toString());
        facts.put("put", news.kind() == CronNews.Kind.PUT);
        facts.put("why", cut("cron " + cron.name() + ": " + news.why()));
        events.tell(news.kind() == CronNews.Kind.MISSED ? EventKind.SKIPPED : EventKind.CRON, facts);
    }

    @Override
    public void fault(Object what, Throwable fault) {
        // Its class only: a specification has secrets.
        events.tell(
                EventKind.FAULT,
                Map.of("why", cut("fault while handling " + what.getClass().getSimpleName() + ": " + fault)));
    }

    @Override
    public void rollout(Rollout rollout, Instant at) {
        wall.now(at);
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        List<String> services = rollout.allServices();
        if (services.size() == 1) {
            facts.put("service", services.get(0));
        }
        facts.put("rollout", rollout.id());
        facts.put("kind", rollout.kind().name().toLowerCase(Locale.ROOT));
        facts.put("state", rollout.state());
        facts.put("services", services);
        facts.put("workers", rollout.workers().size());
        rollout.end().ifPresent(end -> {
            facts.put("renewed", names(end.progress().renewed()));
            facts.put("left", names(end.progress().left()));
        });
        facts.put(
                "why",
                cut(
                        rollout.end().isPresent()
                                ? RollingWords.of(rollout, rollout.end().get().progress())
                                : RollingWords.begun(rollout)));
        events.tell(EventKind.ROLLING, facts);
    }

    private static List<String> names(List<WorkerId> ids) {
        return ids.stream().limit(MOST_NAMES).map(WorkerId::toString).toList();
    }

    private void serving(Worker after) {
        Map<String, @Nullable Object> facts = subject(after, after.incarnation());
        facts.put("phase", after.phase().name());
        facts.put("from", after.phase().name());
        facts.put("why", after.complaint().isEmpty() ? "is ready again" : cut(after.complaint()));
        events.tell(after.complaint().isEmpty() ? EventKind.READY : EventKind.UNREADY, facts);
    }

    static EventKind kind(Phase phase) {
        return switch (phase) {
            case STOPPED -> EventKind.STOPPED;
            case STARTING -> EventKind.STARTING;
            case READY -> EventKind.READY;
            case STOPPING -> EventKind.STOPPING;
            case KILLING -> EventKind.KILLING;
            case BACKOFF -> EventKind.BACKOFF;
            case FAILED -> EventKind.FAILED;
        };
    }

    private static Map<String, @Nullable Object> phase(Worker before, Worker after, Instant at) {
        Map<String, @Nullable Object> facts = subject(after, after.incarnation());
        facts.put("phase", after.phase().name());
        facts.put("from", before.phase().name());
        facts.put("goal", after.goal().name());
        after.pid().ifPresent(pid -> facts.put("pid", pid));
        if (after.phase() == Phase.READY) {
            after.startedAt().ifPresent(start -> facts.put("startMs", millis(start, at)));
        }
        if (!after.phase().alive()) {
            after.deadline().ifPresent(next -> facts.put("delayMs", millis(at, next)));
        }
        facts.put("restarts", after.restarts());
        facts.put("why", cut(after.reason()));
        return facts;
    }

    private static Map<String, @Nullable Object> death(Worker after, Death death) {
        Map<String, @Nullable Object> facts = subject(after, death.incarnation());
        death.pid().ifPresent(pid -> facts.put("pid", pid));
        facts.put("exit", exit(death.exit()));
        death.oom().ifPresent(oom -> facts.put("oom", OomView.of(oom)));
        facts.put("uptimeMs", death.uptime().toMillis());
        facts.put("ready", death.readyAt().isPresent());
        facts.put("asked", death.asked());
        facts.put("why", cut(death.cause()));
        return facts;
    }

    static @Nullable Map<String, @Nullable Object> exit(Optional<ExitStatus> exit) {
        if (exit.isEmpty()) {
            return null;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("code", exit.get().isExit() ? exit.get().code() : null);
        map.put("signal", exit.get().isSignal() ? Signals.name(exit.get().signal()) : null);
        return map;
    }

    private static Map<String, @Nullable Object> subject(Worker worker, int incarnation) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("worker", worker.id().toString());
        facts.put("service", worker.id().service());
        facts.put("incarnation", incarnation);
        return facts;
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }

    static String cut(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "...";
    }
}
