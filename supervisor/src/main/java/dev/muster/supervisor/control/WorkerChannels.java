package dev.muster.supervisor.control;

import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.FromWorker;
import dev.muster.wire.RoleCounters;
import dev.muster.wire.ToWorker;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The workers that have said hello on worker.sock: what can be sent to them, and what they last reported. Thread-safe.
 */
public final class WorkerChannels {
    private final SocketLoop loop;
    private final SpareLinks spares;
    private final Map<WorkerId, WorkerLink> links = new ConcurrentHashMap<>();
    /** Those that want to hear of the deaths of others. */
    private final Map<WorkerId, WorkerLink> watchers = new ConcurrentHashMap<>();

    private final Map<WorkerId, Report> reports = new ConcurrentHashMap<>();
    private final Map<WorkerId, Note> notes = new ConcurrentHashMap<>();
    /** {@code service/role}, as soon as some worker has claimed a job by that role. */
    private final Set<String> consumers = ConcurrentHashMap.newKeySet();

    /**
     * What a worker last told of itself.
     *
     * @param incarnation the life that told it
     * @param at when, by {@link System#nanoTime}
     * @param activeAt when it last was seen with a job in hand, or to have claimed one
     */
    public record Report(int incarnation, FromWorker.Heartbeat heartbeat, long at, long activeAt) {
        /** Over all its queues. */
        public long claimed() {
            return heartbeat.queues().values().stream()
                    .mapToLong(RoleCounters::taken)
                    .sum();
        }
    }

    /** What a program without the SDK last told: that it lives, and in its own words how it is. */
    private record Note(int incarnation, OptionalLong at, String words) {}

    WorkerChannels(SocketLoop loop) {
        this.loop = loop;
        this.spares = new SpareLinks(loop);
    }

    /** Those that have no slot yet. */
    public SpareLinks spares() {
        return spares;
    }

    /**
     * Sends a message to this life of a worker.
     *
     * @return false when that life has no open channel: it is no SDK worker, has not said hello yet, or is gone
     */
    public boolean send(WorkerId worker, int incarnation, ToWorker message) {
        WorkerLink link = links.get(worker);
        if (link == null || link.incarnation() != incarnation) {
            return false;
        }
        loop.execute(() -> link.send(message));
        return true;
    }

    /** What this life of a worker last told of itself. */
    public Optional<Report> report(WorkerId worker, int incarnation) {
        return Optional.ofNullable(reports.get(worker)).filter(report -> report.incarnation() == incarnation);
    }

    /** The last heartbeat of this life of a worker. */
    public Optional<FromWorker.Heartbeat> heartbeat(WorkerId worker, int incarnation) {
        return report(worker, incarnation).map(Report::heartbeat);
    }

    /** The last heartbeat, or WATCHDOG=1, of this life of a worker, by {@link System#nanoTime}. */
    public OptionalLong lastSign(WorkerId worker, int incarnation) {
        Optional<Report> report = report(worker, incarnation);
        return report.isPresent()
                ? OptionalLong.of(report.get().at())
                : note(worker, incarnation).map(Note::at).orElse(OptionalLong.empty());
    }

    /** The STATUS of sd_notify(3). */
    Optional<String> words(WorkerId worker, int incarnation) {
        return note(worker, incarnation).map(Note::words).filter(words -> !words.isEmpty());
    }

    /** Whether workers of the service are known to claim jobs by this role: they may as well only put some. */
    boolean consumes(String service, String role) {
        return consumers.contains(service + "/" + role);
    }

    private Optional<Note> note(WorkerId worker, int incarnation) {
        return Optional.ofNullable(notes.get(worker)).filter(note -> note.incarnation() == incarnation);
    }

    void pinged(WorkerId worker, int incarnation) {
        String words = words(worker, incarnation).orElse("");
        notes.put(worker, new Note(incarnation, OptionalLong.of(System.nanoTime()), words));
    }

    void said(WorkerId worker, int incarnation, String words) {
        OptionalLong at = note(worker, incarnation).map(Note::at).orElse(OptionalLong.empty());
        notes.put(worker, new Note(incarnation, at, words));
    }

    void watches(WorkerId worker, WorkerLink link) {
        watchers.put(worker, link);
    }

    boolean isWatching(WorkerId worker) {
        return watchers.containsKey(worker);
    }

    /** Tells those who want to know of deaths, but for the worker that has died. */
    void tellOthers(WorkerId dead, ToWorker.Died news) {
        watchers.forEach((watcher, link) -> {
            if (!watcher.equals(dead)) {
                loop.execute(() -> link.send(news));
            }
        });
    }

    void opened(WorkerId worker, WorkerLink link) {
        links.put(worker, link);
    }

    void closed(WorkerId worker, WorkerLink link) {
        links.remove(worker, link);
        watchers.remove(worker, link);
    }

    void reported(WorkerId worker, int incarnation, FromWorker.Heartbeat heartbeat) {
        long now = System.nanoTime();
        Report alike = new Report(incarnation, heartbeat, now, now);
        Optional<Report> before = report(worker, incarnation);
        boolean active = before.isEmpty()
                || heartbeat.jobs().running() > 0
                || before.get().claimed() != alike.claimed();
        reports.put(
                worker,
                active
                        ? alike
                        : new Report(incarnation, heartbeat, now, before.get().activeAt()));
        heartbeat.queues().forEach((role, counters) -> {
            if (counters.taken() > 0) {
                consumers.add(worker.service() + "/" + role);
            }
        });
    }
}
