package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Workers that are replaced one by one: service after service, never more away than the service allows, whatever they are away for. It
 * ends when all are replaced, or at the first that does not become ready. Immutable; pure.
 *
 * @param id counts the rollouts of a master from 1
 * @param at the stage that is under way
 * @param waitsFor as a sentence; empty when it waits for nothing
 */
public record Rollout(int id, Kind kind, List<Stage> stages, int at, String waitsFor, Optional<End> end) {

    public Rollout {
        stages = List.copyOf(stages);
    }

    /** Why workers are replaced. */
    public enum Kind {
        RESTART("rolling restart"),
        APPLY("rolling apply"),
        RECYCLE("recycling");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As people call it. */
        public String text() {
            return text;
        }
    }

    /** How it ended. */
    public enum Outcome {
        DONE,
        /** Somebody did not become ready. */
        STOPPED,
        /** Something else was wanted of the same workers. */
        SUPERSEDED
    }

    /**
     * The part that concerns one service. Immutable.
     *
     * @param candidates by slot
     * @param helpers the surge: workers beyond the number of the service, until the others are replaced
     */
    public record Stage(String service, List<Candidate> candidates, SortedSet<WorkerId> helpers) {
        public Stage {
            candidates = List.copyOf(candidates);
            helpers = Collections.unmodifiableSortedSet(new TreeSet<>(helpers));
        }

        public static Stage of(String service, List<Candidate> candidates) {
            return new Stage(service, candidates, Collections.emptySortedSet());
        }

        Stage with(Candidate changed) {
            return new Stage(
                    service,
                    candidates.stream()
                            .map(candidate -> candidate.id().equals(changed.id()) ? changed : candidate)
                            .toList(),
                    helpers);
        }

        Stage helpedBy(Collection<WorkerId> newHelpers) {
            return new Stage(service, candidates, new TreeSet<>(newHelpers));
        }
    }

    /**
     * A worker to be replaced. Immutable.
     *
     * @param life the incarnation that is to go: when the worker is asked, the one that it has then
     * @param asked whether it was
     */
    public record Candidate(WorkerId id, int life, boolean asked, String why) {

        /** One whose turn will come. */
        public static Candidate of(Worker worker, String why) {
            return new Candidate(worker.id(), worker.incarnation(), false, why);
        }

        /** One that is about to start anyway: it only has to become ready. */
        public static Candidate starting(WorkerId id, int life) {
            return new Candidate(id, life, true, "");
        }

        Candidate ask(Worker worker) {
            return new Candidate(id, worker.incarnation(), true, why);
        }
    }

    /** The end and what it left. Immutable. */
    public record End(Outcome outcome, String why, Progress progress) {}

    /** What it has become, and what is to be done now, in this order. */
    public record Turn(Rollout rollout, List<SlotChange> changes) {}

    /**
     * One that begins.
     *
     * @param stages in the order in which their services start
     */
    public static Rollout of(int id, Kind kind, List<Stage> stages) {
        return new Rollout(id, kind, stages, 0, "", Optional.empty());
    }

    /** {@code running}, {@code done}, {@code stopped} or {@code superseded}. */
    public String state() {
        return end.map(over -> over.outcome().name().toLowerCase(Locale.ROOT)).orElse("running");
    }

    /** The services that it still has to do with. */
    public List<String> services() {
        return stages.subList(at, stages.size()).stream().map(Stage::service).toList();
    }

    /** Whether the slot is a temporary one. */
    public boolean isHelper(WorkerId worker) {
        return stages.stream().anyMatch(stage -> stage.helpers().contains(worker));
    }

    /** Every service that it is about, in order. */
    public List<String> allServices() {
        return stages.stream().map(Stage::service).toList();
    }

    /** Whether a worker's turn has come. */
    public boolean isAsked(WorkerId worker) {
        return candidates()
                .anyMatch(candidate -> candidate.asked() && candidate.id().equals(worker));
    }

    /** Whether the life that a worker begins now is the one that it gets for the sake of this; a later one has other reasons. */
    boolean begins(Worker worker) {
        return end.isEmpty()
                && (isHelper(worker.id())
                        || candidates()
                                .anyMatch(candidate -> candidate.asked()
                                        && candidate.id().equals(worker.id())
                                        && candidate.life() + 1 == worker.incarnation()));
    }

    /** The temporary workers of the stage that is under way. */
    public List<WorkerId> helpers() {
        return end.isPresent() || at == stages.size()
                ? List.of()
                : List.copyOf(stages.get(at).helpers());
    }

    /** Whether a service has temporary workers now. */
    public boolean isHelped(String service) {
        return helpers().stream().anyMatch(helper -> helper.service().equals(service));
    }

    /** Everybody that it is about. */
    public List<WorkerId> workers() {
        return candidates().map(Candidate::id).toList();
    }

    private Stream<Candidate> candidates() {
        return stages.stream().flatMap(stage -> stage.candidates().stream());
    }

    /**
     * What follows from how things stand.
     *
     * @param spec in force
     * @param leaving who is going to be asked to end
     * @param sparesComing the services for a spare of which it is worth to wait
     */
    public Turn next(
            FleetSpec spec,
            Collection<Worker> workers,
            FleetOrder order,
            Set<WorkerId> leaving,
            Predicate<String> sparesComing) {
        List<SlotChange> changes = new ArrayList<>();
        Rollout now = this;
        while (now.end.isEmpty()) {
            if (now.at == now.stages.size()) {
                return new Turn(now.ended(Outcome.DONE, "all are replaced", spec, workers), changes);
            }
            Stage stage = now.stages.get(now.at);
            Optional<ServiceSpec> service = spec.service(stage.service());
            if (service.isEmpty()) {
                return now.stop(stage.service() + " was removed", spec, workers, changes);
            }
            Crew crew = new Crew(
                    stage,
                    service.get(),
                    workers,
                    order.hindrance(stage.service(), workers, leaving),
                    sparesComing.test(stage.service()));
            Optional<String> trouble = crew.trouble();
            if (trouble.isPresent()) {
                return now.stop(trouble.get(), spec, workers, changes);
            }
            if (!crew.finished()) {
                Crew.Answer answer = crew.next();
                if (answer.stuck()) {
                    return now.stop(answer.waitsFor(), spec, workers, changes);
                }
                changes.addAll(answer.changes());
                return new Turn(now.with(answer.stage()).waiting(answer.waitsFor()), changes);
            }
            changes.addAll(crew.dismissal(kind.text() + " of " + stage.service() + " is over"));
            now = new Rollout(id, kind, now.stages, now.at + 1, "", Optional.empty());
        }
        return new Turn(now, changes);
    }

    /** Ends it because of something else; what it has begun goes on. */
    public Turn supersede(String by, FleetSpec spec, Collection<Worker> workers) {
        List<SlotChange> changes = new ArrayList<>();
        dismiss("the " + kind.text() + " was superseded", workers, changes);
        return new Turn(ended(Outcome.SUPERSEDED, "superseded by " + by, spec, workers), changes);
    }

    /** With further workers; of a service that it is past, or does not know, they come last. */
    public Rollout and(String service, List<Candidate> more) {
        List<Stage> all = new ArrayList<>(stages);
        for (int i = at; i < all.size(); i++) {
            Stage stage = all.get(i);
            if (stage.service().equals(service)) {
                List<Candidate> joined = new ArrayList<>(stage.candidates());
                more.stream()
                        .filter(one -> joined.stream().noneMatch(old -> old.id().equals(one.id())))
                        .forEach(joined::add);
                all.set(i, new Stage(service, joined, stage.helpers()));
                return new Rollout(id, kind, all, at, waitsFor, end);
            }
        }
        all.add(Stage.of(service, more));
        return new Rollout(id, kind, all, at, waitsFor, end);
    }

    /**
     * How far it is. Immutable.
     *
     * @param renewed those that were replaced, or are about to become ready
     * @param left those that are as they were
     */
    public record Progress(List<WorkerId> renewed, List<WorkerId> left) {
        public Progress {
            renewed = List.copyOf(renewed);
            left = List.copyOf(left);
        }
    }

    /** How far it is, or how far it came. */
    public Progress progress(FleetSpec spec, Collection<Worker> workers) {
        return end.map(End::progress).orElseGet(() -> assess(spec, workers));
    }

    private Progress assess(FleetSpec spec, Collection<Worker> workers) {
        Map<WorkerId, Worker> byId = new HashMap<>();
        workers.forEach(worker -> byId.put(worker.id(), worker));
        List<WorkerId> renewed = new ArrayList<>();
        List<WorkerId> left = new ArrayList<>();
        candidates().forEach(candidate -> {
            Worker worker = byId.get(candidate.id());
            boolean fresh = worker != null
                    && spec.service(candidate.id().service())
                            .filter(service -> Crew.isFresh(candidate, worker, service))
                            .isPresent();
            (fresh ? renewed : left).add(candidate.id());
        });
        return new Progress(renewed, left);
    }

    private Turn stop(String why, FleetSpec spec, Collection<Worker> workers, List<SlotChange> changes) {
        dismiss("the " + kind.text() + " has stopped", workers, changes);
        return new Turn(ended(Outcome.STOPPED, why, spec, workers), changes);
    }

    private void dismiss(String why, Collection<Worker> workers, List<SlotChange> changes) {
        stages.forEach(stage -> changes.addAll(Crew.dismissal(stage, workers, why)));
    }

    private Rollout ended(Outcome outcome, String why, FleetSpec spec, Collection<Worker> workers) {
        return new Rollout(id, kind, stages, at, "", Optional.of(new End(outcome, why, assess(spec, workers))));
    }

    private Rollout with(Stage changed) {
        List<Stage> all = new ArrayList<>(stages);
        all.set(at, changed);
        return new Rollout(id, kind, all, at, waitsFor, end);
    }

    private Rollout waiting(String what) {
        return new Rollout(id, kind, stages, at, what, end);
    }
}
