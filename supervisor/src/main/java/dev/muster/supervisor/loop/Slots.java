package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every slot's worker, and their deadlines in order. Each operation is logarithmic in the number of workers. Loop thread only.
 */
final class Slots {

    private final TreeMap<WorkerId, Worker> workers = new TreeMap<>();
    private final TreeSet<Alarm> alarms =
            new TreeSet<>(Comparator.comparing(Alarm::at).thenComparing(Alarm::id));

    /** A slot that comes back goes on counting, so that news of a life before its removal can never be taken for a new one. */
    private final Map<WorkerId, Integer> removed = new HashMap<>();

    private record Alarm(Instant at, WorkerId id) {}

    @Nullable
    Worker get(WorkerId id) {
        return workers.get(id);
    }

    /** Sorted by id. A live view: copy it before delivering events. */
    SortedMap<WorkerId, Worker> all() {
        return Collections.unmodifiableSortedMap(workers);
    }

    /** Those of one service, sorted. A live view. */
    Collection<Worker> of(String service) {
        return Collections.unmodifiableCollection(
                workers.subMap(new WorkerId(service, 1), true, new WorkerId(service, Integer.MAX_VALUE), true)
                        .values());
    }

    int lastIncarnation(WorkerId id) {
        return removed.getOrDefault(id, 0);
    }

    void remember(WorkerId id, int lastIncarnation) {
        removed.put(id, lastIncarnation);
    }

    void put(Worker worker) {
        Worker before = workers.put(worker.id(), worker);
        Optional<Instant> old = before == null ? Optional.empty() : before.deadline();
        if (!old.equals(worker.deadline())) {
            old.ifPresent(at -> alarms.remove(new Alarm(at, worker.id())));
            worker.deadline().ifPresent(at -> alarms.add(new Alarm(at, worker.id())));
        }
    }

    /** Forgets the slot but for the number of its last life. */
    void remove(WorkerId id) {
        Worker last = workers.remove(id);
        if (last != null) {
            last.deadline().ifPresent(at -> alarms.remove(new Alarm(at, id)));
            removed.put(id, last.incarnation());
        }
    }

    Optional<Instant> nextDeadline() {
        return alarms.isEmpty() ? Optional.empty() : Optional.of(alarms.first().at());
    }

    /** A worker whose deadline is not after {@code now}, the longest overdue first. */
    Optional<WorkerId> due(Instant now) {
        return alarms.isEmpty() || alarms.first().at().isAfter(now)
                ? Optional.empty()
                : Optional.of(alarms.first().id());
    }

    /** Takes away the alarm of a worker whose deadline cannot be handled, or it would ring for ever. */
    void silence(WorkerId id) {
        alarms.removeIf(alarm -> alarm.id().equals(id));
    }
}
