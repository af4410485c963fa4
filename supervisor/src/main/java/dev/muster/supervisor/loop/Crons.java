package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.CronNews;
import dev.muster.supervisor.core.CronTicks;
import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.Timetable;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Has the jobs of crons put when their times come. As with {@link Schedules} the wall clock is looked at once a minute while a time is
 * waited for. Nothing has to be on disk before a job is put: the queue refuses the second job of a time. Loop thread only.
 */
final class Crons {

    private static final Duration GLANCE = Duration.ofMinutes(1);

    /** Stands before their names among those of scheduled services, which have no blank. */
    private static final String KEPT_AS = "cron ";

    private final Fleet fleet;
    private final Surroundings surroundings;
    private final Mailbox mailbox;
    private final Map<String, CronTicks> all = new TreeMap<>();
    private final Map<String, Instant> retryAt = new HashMap<>();
    private final Map<String, Rota.Kept> inherited = new HashMap<>();
    /** Those whose queue was asked for the last time that had its job. */
    private final Set<String> asked = new HashSet<>();

    private Map<String, Rota.Kept> written = Map.of();
    private Optional<Instant> lookAt = Optional.empty();

    Crons(Fleet fleet, Surroundings surroundings, Mailbox mailbox) {
        this.fleet = fleet;
        this.surroundings = surroundings;
        this.mailbox = mailbox;
    }

    /** How far each is. */
    Map<String, CronTicks> all() {
        return all;
    }

    void inherit(Map<String, Rota.Kept> runs) {
        runs.forEach((name, kept) -> {
            if (name.startsWith(KEPT_AS)) {
                inherited.put(name.substring(KEPT_AS.length()), kept);
            }
        });
    }

    /** For the next master, beside the scheduled services. */
    Map<String, Rota.Kept> kept() {
        Map<String, Rota.Kept> kept = new TreeMap<>();
        inherited.forEach((name, former) -> kept.put(KEPT_AS + name, former)); // nobody has followed them yet
        all.forEach((name, ticks) -> kept.put(KEPT_AS + name, ticks.kept()));
        return kept;
    }

    /** Another specification holds. */
    void follow(FleetSpec spec) {
        Instant now = surroundings.wall().instant();
        all.keySet().retainAll(spec.crons().keySet());
        retryAt.keySet().retainAll(all.keySet());
        asked.retainAll(all.keySet());
        for (CronSpec cron : spec.crons().values()) {
            CronTicks before = all.get(cron.name());
            Rota.Kept kept = inherited.get(cron.name());
            CronTicks after = before != null
                    ? before.with(cron, now, times())
                    : kept != null ? CronTicks.resume(cron, kept, now, times()) : CronTicks.begin(cron, now, times());
            all.put(cron.name(), after);
        }
        inherited.clear();
        lookAt = all.isEmpty()
                ? Optional.empty()
                : Optional.of(surroundings.monotonic().instant());
        write();
    }

    private Timetable times() {
        return surroundings.calendar().times();
    }

    /** When to look at the wall clock next. */
    Optional<Instant> nextLook() {
        return fleet.stopping() ? Optional.empty() : lookAt;
    }

    /** Has put what is due; false when there was no reason to look. */
    boolean look(Instant now) {
        if (fleet.stopping() || lookAt.filter(at -> !at.isAfter(now)).isEmpty()) {
            return false;
        }
        lookAt = Optional.of(now.plus(GLANCE)); // also after a fault, or it would be looked for ever
        Instant wall = surroundings.wall().instant();
        List<CronPuts.Put> batch = new ArrayList<>();
        for (Map.Entry<String, CronTicks> entry : List.copyOf(all.entrySet())) {
            CronTicks ticks = take(entry.getKey(), entry.getValue().look(wall, times()));
            boolean patient = Optional.ofNullable(retryAt.get(entry.getKey()))
                    .filter(at -> at.isAfter(now) && ticks.tries() > 0)
                    .isPresent();
            boolean wanted = !ticks.due().isEmpty() || asked.add(entry.getKey());
            if (wanted && !ticks.underWay() && !patient) {
                put(ticks).ifPresent(batch::add);
            }
        }
        write();
        planNextLook(now, wall);
        if (!batch.isEmpty()) {
            surroundings.calendar().puts().put(batch, answer -> mailbox.post(new CronAnswered(answer)));
        }
        return !batch.isEmpty();
    }

    private Optional<CronPuts.Put> put(CronTicks ticks) {
        CronSpec cron = ticks.spec();
        QueueSpec queue = fleet.spec().queues().get(cron.queue());
        if (queue == null) {
            return Optional.empty();
        }
        all.put(cron.name(), ticks.begun());
        Optional<String> user = fleet.spec().services().values().stream()
                .filter(service -> uses(service, queue))
                .findFirst()
                .flatMap(service -> service.launch().user());
        return Optional.of(new CronPuts.Put(cron, queue, user, ticks.due()));
    }

    private static boolean uses(ServiceSpec service, QueueSpec queue) {
        return service.launch().queues().values().stream()
                .anyMatch(used -> used.name().equals(queue.name()));
    }

    /** Somebody has put jobs, or tried to. */
    void answered(CronPuts.Answer answer, Instant now) {
        CronTicks before = all.get(answer.cron());
        if (before == null || !before.underWay()) {
            return; // it is no more, or another by that name
        }
        CronTicks after = take(answer.cron(), before.answered(answer.over(), answer.why()));
        if (after.tries() > 0) {
            retryAt.put(answer.cron(), now.plus(after.patience()));
        } else {
            retryAt.remove(answer.cron());
        }
        lookAt = Optional.of(now); // what has come meanwhile
        write();
    }

    private CronTicks take(String name, CronTicks.Look look) {
        all.put(name, look.ticks());
        fleet.touch();
        for (CronNews news : look.news()) {
            try {
                surroundings.journal().cron(look.ticks().spec(), news);
            } catch (RuntimeException | Error e) {
                surroundings.fault(news, e);
            }
        }
        return look.ticks();
    }

    private void planNextLook(Instant now, Instant wall) {
        Optional<Instant> next = all.values().stream()
                .flatMap(ticks -> ticks.next().stream())
                .min(Instant::compareTo)
                .map(at -> Duration.between(wall, at))
                .map(wait -> wait.compareTo(GLANCE) < 0 ? wait : GLANCE)
                .map(wait -> now.plus(wait.isNegative() ? Duration.ZERO : wait));
        Optional<Instant> retry =
                retryAt.values().stream().filter(at -> at.isAfter(now)).min(Instant::compareTo);
        lookAt = next.isPresent() && retry.isPresent()
                ? Optional.of(next.get().isBefore(retry.get()) ? next.get() : retry.get())
                : next.or(() -> retry);
    }

    private void write() {
        Map<String, Rota.Kept> now = kept();
        if (!now.equals(written)) {
            written = now;
            fleet.schedules().write();
        }
    }
}
