package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Rollout.Candidate;
import dev.muster.supervisor.core.Rollout.Kind;
import dev.muster.supervisor.core.Rollout.Stage;
import dev.muster.supervisor.core.SlotChange;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Decision.Outcome;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decides the commands that replace workers one by one: who is concerned, and in which order. Loop thread only. */
final class RollingDesk {

    private static final String IN_TURN = "is replaced in its turn";

    private final Fleet fleet;
    private final Instant now;
    private final List<Decision> decisions = new ArrayList<>();
    private final SortedMap<String, SortedMap<WorkerId, Candidate>> candidates = new TreeMap<>();

    RollingDesk(Fleet fleet, Instant now) {
        this.fleet = fleet;
        this.now = now;
    }

    /** Those that are down are started at once, as by any restart: nobody misses them. */
    CommandReply restart(List<WorkerId> ids) {
        for (WorkerId id : ids) {
            Worker worker = fleet.slots().get(id);
            if (worker == null || worker.surplus()) {
                String why = worker == null ? "there is no such worker" : "is being removed";
                decide(id, Outcome.REFUSED, worker == null ? 0 : worker.incarnation(), why);
                continue;
            }
            if (worker.spec().schedule().isPresent()) {
                decide(id, Outcome.REFUSED, worker.incarnation(), "has a schedule: its next run is a new one");
                continue;
            }
            fleet.desire(fleet.desired().start(id));
            fleet.keepUp(id);
            if (isWanted(worker)) {
                add(Candidate.of(worker, "restarted on request, in its turn"));
                decide(id, Outcome.DONE, worker.incarnation(), IN_TURN);
            } else {
                add(Candidate.starting(id, worker.incarnation()));
                fleet.renewal(worker, new WorkerEvent.Restart("restarted on request"))
                        .forEach(event -> fleet.deliver(id, event, now));
                decide(id, Outcome.DONE, worker.incarnation(), "starting");
            }
        }
        for (String service : List.copyOf(candidates.keySet())) {
            fleet.order().followers(service).forEach(follower -> follow(follower, service));
        }
        return begin(Kind.RESTART, "");
    }

    private void follow(String service, String first) {
        for (Worker worker : List.copyOf(fleet.slots().all().values())) {
            boolean known = candidates.getOrDefault(service, new TreeMap<>()).containsKey(worker.id());
            if (worker.id().service().equals(service)
                    && isWanted(worker)
                    && !worker.surplus()
                    && !known
                    && worker.run() == 0) {
                add(Candidate.of(worker, "restarted with " + first + ", in its turn"));
                decide(worker.id(), Outcome.DONE, worker.incarnation(), IN_TURN);
            }
        }
    }

    /**
     * Those that have to be replaced keep the process that they have until their turn; policy holds at once.
     *
     * @param others what became of the changes that replace nobody
     */
    CommandReply apply(List<SlotChange> changes, CommandReply others) {
        decisions.addAll(others.decisions());
        for (SlotChange change : changes) {
            Worker worker = fleet.slots().get(change.id());
            if (isReplaced(change) && worker != null) {
                ServiceSpec live = change.spec().withLaunch(worker.spec().launch());
                add(Candidate.of(worker, "its configuration changed, in its turn"));
                decide(change.id(), Outcome.DONE, worker.incarnation(), IN_TURN);
                fleet.deliver(change.id(), new WorkerEvent.SpecChanged(live), now);
            }
        }
        List<SlotChange> added = changes.stream()
                .filter(change ->
                        change.kind() == SlotChange.Kind.ADD && !change.events().isEmpty())
                .toList();
        // New ones of such a service show first whether the new configuration is any good.
        added.stream()
                .filter(change -> candidates.containsKey(change.id().service()))
                .forEach(change ->
                        add(Candidate.starting(change.id(), fleet.slots().lastIncarnation(change.id()))));
        return begin(Kind.APPLY, changes.isEmpty() ? "nothing to do" : changes.size() + " workers");
    }

    /** Each service by itself. */
    CommandReply recycle(Map<WorkerId, String> reasons) {
        new TreeMap<>(reasons).forEach((id, why) -> {
            Worker worker = fleet.slots().get(id);
            Optional<Rollout> other = fleet.rollouts().of(id.service());
            if (worker == null || worker.surplus() || worker.phase() != Phase.READY || worker.run() > 0) {
                decide(id, Outcome.REFUSED, 0, "is not READY, or ends by itself");
            } else if (other.isPresent() && other.get().kind() != Kind.RECYCLE) {
                decide(
                        id,
                        Outcome.REFUSED,
                        worker.incarnation(),
                        "a " + other.get().kind().text() + " is under way");
            } else {
                add(Candidate.of(worker, why));
                decide(id, Outcome.DONE, worker.incarnation(), IN_TURN);
            }
        });
        candidates.forEach((service, some) -> {
            List<Candidate> list = List.copyOf(some.values());
            fleet.rollouts()
                    .of(service)
                    .ifPresentOrElse(
                            running -> fleet.join(running.and(service, list)),
                            () -> fleet.roll(Kind.RECYCLE, List.of(Stage.of(service, list)), now));
        });
        return CommandReply.accepted("", decisions);
    }

    /** Whether a change waits for its turn. */
    static boolean isReplaced(SlotChange change) {
        return change.kind() == SlotChange.Kind.RESTART;
    }

    private void add(Candidate candidate) {
        candidates
                .computeIfAbsent(candidate.id().service(), name -> new TreeMap<>())
                .put(candidate.id(), candidate);
    }

    private void decide(WorkerId id, Outcome outcome, int life, String message) {
        decisions.add(new Decision(id, outcome, life, message));
    }

    private CommandReply begin(Kind kind, String message) {
        decisions.sort(Comparator.comparing(Decision::id));
        if (candidates.isEmpty()) {
            return CommandReply.accepted(message, decisions);
        }
        List<Stage> stages = fleet.order().inStartOrder(candidates.keySet()).stream()
                .map(service -> Stage.of(
                        service,
                        List.copyOf(candidates
                                .getOrDefault(service, new TreeMap<>())
                                .values())))
                .toList();
        return CommandReply.accepted(message, decisions).rolling(fleet.roll(kind, stages, now));
    }

    private static boolean isWanted(Worker worker) {
        return worker.goal() == Goal.UP;
    }
}
