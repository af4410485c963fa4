package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One worker told step by step, with a clock that a test moves and without jitter. */
final class Story {

    private Worker worker;
    private Instant now = Situations.NOW;
    private final List<Effect> effects = new ArrayList<>();

    private Story(Worker worker) {
        this.worker = worker;
    }

    /** Wanted up and just spawned; the spawn was not confirmed. */
    static Story of(Specs specs) {
        Story story = new Story(Worker.fresh(new WorkerId(specs.spec().name(), 1), specs.spec(), 0, Situations.NOW));
        return story.on(new WorkerEvent.Start("started")).on(new WorkerEvent.Proceed());
    }

    Worker worker() {
        return worker;
    }

    /** The time to the deadline. */
    Duration untilDeadline() {
        return Duration.between(now, worker.deadline().orElseThrow());
    }

    /** The signals and spawns of the last step. */
    List<Effect> effects() {
        return effects;
    }

    List<String> signals() {
        return effects.stream()
                .filter(Effect.Signal.class::isInstance)
                .map(Effect.Signal.class::cast)
                .map(signal -> signal.signal() + (signal.group() ? " to group" : ""))
                .toList();
    }

    Story on(WorkerEvent event) {
        Step step = WorkerMachine.step(worker, event, now, 0.5);
        worker = step.worker();
        effects.clear();
        effects.addAll(step.effects());
        return this;
    }

    Story pass(Duration span) {
        now = now.plus(span);
        return this;
    }

    Story starting() {
        return on(new WorkerEvent.Spawned(worker.incarnation(), 4000 + worker.incarnation()));
    }

    Story ready() {
        return starting().on(new WorkerEvent.Ready(worker.incarnation()));
    }

    Story spawnFails(String message) {
        return on(new WorkerEvent.SpawnFailed(worker.incarnation(), message));
    }

    Story exit(ExitStatus status) {
        return on(new WorkerEvent.Exited(worker.incarnation(), status, true));
    }

    /** The leader ends, members of its process group stay. */
    Story exitLeaving(ExitStatus status) {
        return on(new WorkerEvent.Exited(worker.incarnation(), status, false));
    }

    /** Lets the time pass until the deadline and delivers it, unless the next life has begun already. */
    Story retry() {
        if (worker.deadline().isPresent() && worker.phase() != Phase.STARTING) {
            now = worker.deadline().orElseThrow();
            on(new WorkerEvent.DeadlineReached());
        }
        return this;
    }
}
