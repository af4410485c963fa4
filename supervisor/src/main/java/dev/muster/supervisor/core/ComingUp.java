package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How far a fleet that was started has come: complete when each worker that it needs has been ready once. Whoever is wanted up is needed,
 * but for the runs of a schedule; what is not started by itself, or was stopped by hand, is not wanted.
 *
 * <p>A fleet with a worker in trouble still comes up: when nobody is on a first way there any more, those that failed have
 * {@link #PATIENCE} to get there after all, and those that are given up have nothing. Immutable.
 *
 * @param wereReady those that have been ready, or did what they were for
 * @param hope when there was last somebody who may yet be ready without having failed
 */
public record ComingUp(Stage stage, Set<WorkerId> wereReady, Instant hope) {

    /** How long the fleet waits for those that failed once: the first attempts of the back-off. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How far. */
    public enum Stage {
        COMING,
        /** Everybody has been there. */
        COMPLETE,
        /** Those that are missing are not waited for any more. */
        INCOMPLETE
    }

    public ComingUp {
        wereReady = Set.copyOf(wereReady);
    }

    /** Nothing is known of anybody yet. */
    public static ComingUp begun(Instant now) {
        return new ComingUp(Stage.COMING, Set.of(), now);
    }

    /** Whether the fleet is not all there without this worker. */
    public static boolean needs(Worker worker) {
        return worker.goal() == Goal.UP && !worker.surplus() && worker.run() == 0;
    }

    /** How far it is now. What has come stays so, whatever becomes of the workers. */
    public ComingUp look(Collection<Worker> workers, FleetOrder order, Instant now) {
        if (stage != Stage.COMING) {
            return this;
        }
        Set<WorkerId> ready = new HashSet<>(wereReady);
        workers.stream()
                .filter(worker -> worker.phase() == Phase.READY || worker.done())
                .forEach(worker -> ready.add(worker.id()));
        List<Worker> missing = workers.stream()
                .filter(worker -> needs(worker) && !ready.contains(worker.id()))
                .toList();
        if (missing.isEmpty()) {
            return new ComingUp(Stage.COMPLETE, ready, now);
        }
        boolean news = ready.size() > wereReady.size();
        Instant newHope = news || order.someoneComes(workers) || aJobIsWaitedFor(missing, workers) ? now : hope;
        boolean givenUp = missing.stream().allMatch(ComingUp::isGivenUp);
        boolean late = !newHope.plus(PATIENCE).isAfter(now);
        return new ComingUp(givenUp || late ? Stage.INCOMPLETE : Stage.COMING, ready, newHope);
    }

    private static boolean isGivenUp(Worker worker) {
        return worker.phase() == Phase.FAILED && worker.deadline().isEmpty();
    }

    /** Something that others have to wait for until it is done, and that takes its time. */
    private static boolean aJobIsWaitedFor(Collection<Worker> missing, Collection<Worker> workers) {
        Set<String> jobs = new HashSet<>();
        for (Worker worker : missing) {
            worker.spec().ties().after().stream()
                    .filter(tie -> tie.condition() == Dependency.Condition.COMPLETED)
                    .forEach(tie -> jobs.add(tie.service()));
        }
        return workers.stream()
                .anyMatch(worker ->
                        jobs.contains(worker.id().service()) && needs(worker) && worker.phase() == Phase.READY);
    }
}
