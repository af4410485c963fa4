package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.Rota.Room;
import dev.muster.supervisor.core.RunNews;
import dev.muster.supervisor.core.Runs;
import dev.muster.supervisor.core.Timetable;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Begins the runs of scheduled services. What is due is decided by the wall clock, which nobody tells us of when it is set: so it is
 * looked at once a minute while a time is waited for. A run begins when it is on disk that it does. Loop thread only.
 */
final class Schedules {

    /** How long a step of the wall clock, or a suspended machine, may stay unnoticed. */
    private static final Duration GLANCE = Duration.ofMinutes(1);

    private final Fleet fleet;
    private final Surroundings surroundings;
    private final Mailbox mailbox;
    private final Map<String, Rota> rotas = new TreeMap<>();
    private final Map<String, Rota.Kept> inherited = new HashMap<>();

    /** By service: the number under which it is written down that its run begins. */
    private final Map<String, Long> beginning = new TreeMap<>();

    private long written;
    private boolean attention;
    private Optional<Instant> lookAt = Optional.empty();

    Schedules(Fleet fleet, Surroundings surroundings, Mailbox mailbox) {
        this.fleet = fleet;
        this.surroundings = surroundings;
        this.mailbox = mailbox;
    }

    /** How far each service is. */
    Map<String, Rota> rotas() {
        return rotas;
    }

    void inherit(Map<String, Rota.Kept> runs) {
        inherited.putAll(runs);
    }

    /** Another specification holds. */
    void follow(FleetSpec spec) {
        boolean changed = rotas.keySet().removeIf(name -> spec.service(name)
                .flatMap(service -> service.schedule())
                .isEmpty());
        for (String name : spec.services().keySet()) {
            Optional<Schedule> schedule = spec.service(name).flatMap(service -> service.schedule());
            if (schedule.isPresent()) {
                changed |= follow(name, schedule.get());
            }
        }
        beginning.keySet().retainAll(rotas.keySet());
        reconsider();
        if (changed || !inherited.isEmpty()) {
            write();
        }
        inherited.clear();
    }

    private boolean follow(String name, Schedule schedule) {
        Rota before = rotas.get(name);
        Rota.Kept kept = inherited.get(name);
        Instant now = surroundings.wall().instant();
        Rota after = before != null
                ? before.with(schedule, now, times())
                : kept != null ? Rota.resume(schedule, kept, now, times()) : Rota.begin(schedule, now, times());
        rotas.put(name, after);
        return before == null || !before.kept().equals(after.kept());
    }

    private Timetable times() {
        return surroundings.calendar().times();
    }

    /** Something has changed about a service's workers, or what is wanted of them. */
    void touched(String service) {
        attention |= rotas.containsKey(service);
    }

    /** Something has changed that concerns all of them. */
    void reconsider() {
        attention = !rotas.isEmpty();
    }

    /** Whether a run is written down and has not begun: a master that leaves now would lose it. */
    boolean busy() {
        return !beginning.isEmpty();
    }

    /** When to look at the wall clock next. */
    Optional<Instant> nextLook() {
        return fleet.stopping() ? Optional.empty() : lookAt;
    }

    /** Begins what is due; false when there was no reason to look. */
    boolean look(Instant now) {
        boolean due = attention || lookAt.filter(at -> !at.isAfter(now)).isPresent();
        if (!due || fleet.stopping()) {
            return false;
        }
        attention = false;
        lookAt = Optional.of(now.plus(GLANCE)); // also after a fault, or it would be looked for ever
        List<String> begin = new ArrayList<>();
        boolean changed = false;
        for (Map.Entry<String, Rota> entry : List.copyOf(rotas.entrySet())) {
            String name = entry.getKey();
            Rota before = entry.getValue();
            Rota after = take(name, before.look(surroundings.wall().instant(), room(name, before), times()));
            changed |= !after.waiting().equals(before.waiting())
                    || after.next().isEmpty() != before.next().isEmpty();
            if (before.beginning().isEmpty() && after.beginning().isPresent()) {
                begin.add(name);
            }
        }
        if (changed || !begin.isEmpty()) {
            write();
            begin.forEach(name -> beginning.put(name, written));
        }
        planNextLook(now);
        return changed || !begin.isEmpty();
    }

    private Rota take(String name, Rota.Look look) {
        rotas.put(name, look.rota());
        look.news().forEach(news -> tell(name, news));
        return look.rota();
    }

    private void tell(String name, RunNews news) {
        try {
            surroundings.journal().told(name, news);
        } catch (RuntimeException | Error e) {
            surroundings.fault(news, e);
        }
    }

    private void planNextLook(Instant now) {
        Instant wall = surroundings.wall().instant();
        lookAt = rotas.values().stream()
                .flatMap(rota -> rota.next().stream())
                .min(Instant::compareTo)
                .map(next -> Duration.between(wall, next))
                .map(wait -> wait.compareTo(GLANCE) < 0 ? wait : GLANCE)
                .map(wait -> now.plus(wait.isNegative() ? Duration.ZERO : wait));
        fleet.touch();
    }

    /** All of it: the file is small, and a part would need another one. */
    void write() {
        Map<String, Rota.Kept> runs = new TreeMap<>(fleet.crons().kept());
        rotas.forEach((name, rota) -> runs.put(name, rota.kept()));
        long number = ++written;
        surroundings.calendar().book().keep(runs, () -> mailbox.post(new RunsKept(number)));
    }

    /** It is on disk up to this number: what is to begin does. */
    void kept(long number, Instant now) {
        for (Map.Entry<String, Long> entry : List.copyOf(beginning.entrySet())) {
            if (entry.getValue() <= number) {
                beginning.remove(entry.getKey());
                begin(entry.getKey(), now);
            }
        }
    }

    private void begin(String name, Instant now) {
        Rota rota = rotas.get(name);
        if (rota == null || rota.beginning().isEmpty() || fleet.stopping()) {
            return; // suspended meanwhile
        }
        Room room = room(name, rota);
        Optional<Worker> slot = Runs.free(workers(name), fleet.desired().stopped());
        if (room != Room.FREE || slot.isEmpty()) {
            take(name, rota.displaced(room));
            attention = true;
            return;
        }
        String why = "scheduled for " + rota.beginning().map(Instant::toString).orElse("now");
        rotas.put(name, rota.begun());
        fleet.deliver(slot.get().id(), new WorkerEvent.Run(why), now);
        attention = true;
    }

    private Room room(String name, Rota rota) {
        return Runs.room(
                workers(name), fleet.desired().stopped(), rota.schedule().ifRunning());
    }

    private List<Worker> workers(String service) {
        WorkerId first = new WorkerId(service, 1);
        List<Worker> workers = new ArrayList<>();
        for (Worker worker : fleet.slots().all().tailMap(first).values()) {
            if (!worker.id().service().equals(service)) {
                break;
            }
            workers.add(worker);
        }
        return workers;
    }
}
