package dev.muster.supervisor.core;

import dev.muster.supervisor.core.Rollout.Candidate;
import dev.muster.supervisor.core.Rollout.Stage;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The workers of a service that are being replaced, at one moment. Pure; one thread. */
final class Crew {

    private final Stage stage;
    private final ServiceSpec spec;
    private final Rolling rule;
    private final Map<WorkerId, Worker> workers = new TreeMap<>();
    private final Optional<String> hindrance;
    private final boolean spareComing;

    /**
     * What is to be done now.
     *
     * @param waitsFor what for, or why it cannot go on
     * @param stuck nothing is under way, and nothing will be without somebody's doing
     */
    record Answer(Stage stage, List<SlotChange> changes, String waitsFor, boolean stuck) {}

    /**
     * How things stand.
     *
     * @param hindrance why a worker of the service could not start just now
     * @param spareComing whether whoever serves is kept until the next life can begin with a spare
     */
    Crew(Stage stage, ServiceSpec spec, Collection<Worker> all, Optional<String> hindrance, boolean spareComing) {
        this.stage = stage;
        this.spec = spec;
        this.rule = spec.policy().rolling();
        this.hindrance = hindrance;
        this.spareComing = spareComing;
        all.stream()
                .filter(worker -> worker.id().service().equals(stage.service()))
                .forEach(worker -> workers.put(worker.id(), worker));
    }

    /** Whether a life began after the one that was to go, as the configuration has it now. */
    static boolean isFresh(Candidate candidate, Worker worker, ServiceSpec spec) {
        return worker.incarnation() > candidate.life() && worker.spec().launch().equals(spec.launch());
    }

    /** Why the replacing cannot go on: somebody new does not become ready. */
    Optional<String> trouble() {
        for (WorkerId helper : stage.helpers()) {
            Optional<String> trouble = trouble(workers.get(helper), helper, true, 0);
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        for (Candidate candidate : stage.candidates()) {
            Worker worker = workers.get(candidate.id());
            boolean fresh = worker != null && isFresh(candidate, worker, spec);
            Optional<String> trouble = fresh || candidate.asked() || worker == null
                    ? trouble(worker, candidate.id(), fresh, candidate.life() + 1)
                    : Optional.empty();
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        return Optional.empty();
    }

    /** @param first the first life that is a new one */
    private Optional<String> trouble(@Nullable Worker worker, WorkerId id, boolean fresh, int first) {
        if (worker == null || worker.surplus()) {
            return Optional.of(id + " was removed");
        }
        boolean failedBefore = fresh && worker.failures() > 0 && worker.incarnation() > first;
        boolean tooLate =
                fresh && worker.life().fault().isPresent() && worker.readyAt().isEmpty();
        return switch (worker.phase()) {
            case READY ->
                fresh && !worker.serves()
                        ? Optional.of(worker.name() + " does not serve: " + worker.complaint())
                        : Optional.empty();
            case STARTING -> failedBefore ? Optional.of(notReady(worker, worker.cause())) : Optional.empty();
            case BACKOFF, FAILED -> Optional.of(notReady(worker, worker.reason()));
            case STOPPING, KILLING ->
                tooLate || worker.goal() == Goal.DOWN
                        ? Optional.of(notReady(worker, worker.reason()))
                        : Optional.empty();
            case STOPPED ->
                worker.done()
                        ? Optional.empty()
                        : worker.goal() == Goal.DOWN
                                ? Optional.of(notReady(worker, worker.reason()))
                                : hindrance.map(why -> notReady(worker, why));
        };
    }

    private static String notReady(Worker worker, String why) {
        return worker.name() + " does not become ready, it is " + worker.phase() + ": " + why;
    }

    /** Whether nobody is left to be replaced. */
    boolean finished() {
        return stage.candidates().stream().allMatch(this::isOver);
    }

    private boolean isOver(Candidate candidate) {
        Worker worker = workers.get(candidate.id());
        if (worker == null) {
            return true;
        }
        boolean down = worker.phase() == Phase.STOPPED && worker.goal() == Goal.DOWN;
        // Whoever has ended by itself before its turn has nothing that could be replaced.
        return isFresh(candidate, worker, spec) ? worker.serves() || down : down && !candidate.asked();
    }

    Answer next() {
        List<Candidate> open = stage.candidates().stream()
                .filter(candidate -> !isOver(candidate))
                .toList();
        if (stage.helpers().isEmpty() && rule.maxSurge() > 0) {
            return help(Math.min(rule.maxSurge(), open.size()));
        }
        for (WorkerId helper : stage.helpers()) {
            if (!there(helper).serves()) {
                return new Answer(stage, List.of(), describe(there(helper)) + " to be ready, which helps out", false);
            }
        }
        return replace(open);
    }

    private Answer help(int count) {
        int highest = workers.keySet().stream().mapToInt(WorkerId::slot).max().orElse(0);
        List<WorkerId> helpers = new ArrayList<>();
        List<SlotChange> changes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            WorkerId id = new WorkerId(stage.service(), highest + i);
            helpers.add(id);
            String why = "surge: helps out while the others are replaced";
            changes.add(new SlotChange(id, SlotChange.Kind.ADD, spec, List.of(new WorkerEvent.Start(why))));
        }
        return new Answer(stage.helpedBy(helpers), changes, helpers.get(0) + " to be ready, which helps out", false);
    }

    /** Those first that are away anyway: nobody misses them. */
    private Answer replace(List<Candidate> open) {
        List<Candidate> underWay = open.stream().filter(Candidate::asked).toList();
        List<Candidate> pending = open.stream()
                .filter(candidate -> !candidate.asked() && !isFresh(candidate, there(candidate.id()), spec))
                .sorted(Comparator.comparing(candidate -> there(candidate.id()).serves()))
                .toList();
        int beyond = count(true) - count(false) + rule.maxUnavailable();
        int more = Math.max(1, rule.maxUnavailable()) - underWay.size();
        Stage changed = stage;
        List<SlotChange> changes = new ArrayList<>();
        for (Candidate candidate : pending) {
            Worker worker = there(candidate.id());
            boolean spared = worker.serves() ? beyond > 0 && hindrance.isEmpty() && !spareComing : more > 0;
            if (spared) {
                beyond -= worker.serves() ? 1 : 0;
                more--;
                changed = changed.with(candidate.ask(worker));
                changes.add(Renewal.of(worker, spec, candidate.why()));
            }
        }
        boolean idle = changes.isEmpty() && open.size() == pending.size();
        return idle ? idle() : new Answer(changed, changes, waitsFor(changed), false);
    }

    /** Nobody is under way, and nobody can be spared. */
    private Answer idle() {
        if (hindrance.isPresent()) {
            return new Answer(stage, List.of(), stage.service() + " could not start again: " + hindrance.get(), true);
        }
        List<Worker> away = workers.values().stream()
                .filter(Crew::isWanted)
                .filter(worker -> !worker.serves())
                .toList();
        String awaited = away.isEmpty() && spareComing
                ? "a spare of " + stage.service() + ", which is booting"
                : describe(away) + " to be ready; nobody can be spared";
        return away.stream()
                .filter(worker -> worker.phase() == Phase.FAILED)
                .findFirst()
                .map(failed ->
                        new Answer(stage, List.of(), "nobody can be spared while " + failed.id() + " is FAILED", true))
                .orElseGet(() -> new Answer(stage, List.of(), awaited, false));
    }

    private String waitsFor(Stage now) {
        List<Worker> away = now.candidates().stream()
                .filter(candidate -> !isOver(candidate))
                .filter(candidate -> candidate.asked() || isFresh(candidate, there(candidate.id()), spec))
                .map(candidate -> there(candidate.id()))
                .toList();
        return describe(away) + " to be ready";
    }

    private static String describe(List<Worker> away) {
        String first = away.isEmpty() ? "somebody" : describe(away.get(0));
        return away.size() < 2 ? first : first + " and " + (away.size() - 1) + " more";
    }

    private static String describe(Worker worker) {
        return worker.id() + " (" + worker.phase() + ")";
    }

    /** How many are there, the helpers among them, or how many the service should have without them. */
    private int count(boolean serving) {
        return (int) workers.values().stream()
                .filter(Crew::isWanted)
                .filter(worker -> serving ? worker.serves() : !stage.helpers().contains(worker.id()))
                .count();
    }

    private static boolean isWanted(Worker worker) {
        return worker.want().allowsLife();
    }

    private Worker there(WorkerId id) {
        Worker worker = workers.get(id);
        if (worker == null) {
            throw new IllegalStateException("expected a worker in slot " + id);
        }
        return worker;
    }

    List<SlotChange> dismissal(String why) {
        return dismissal(stage, workers.values(), why);
    }

    /** Of the helpers that are still there. */
    static List<SlotChange> dismissal(Stage stage, Collection<Worker> workers, String why) {
        return workers.stream()
                .filter(worker -> stage.helpers().contains(worker.id()) && !worker.surplus())
                .map(worker -> Reconciler.removal(worker, why))
                .toList();
    }
}
