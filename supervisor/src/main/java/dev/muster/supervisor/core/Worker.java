package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A slot of a service with everything that is known of it. Instants are the loop's monotonic time. Immutable; only
 * {@link WorkerMachine} makes a changed one.
 *
 * @param spec the newest specification, whose number of workers may be out of date; a process that runs may still have been started from an older one
 */
public record Worker(WorkerId id, ServiceSpec spec, Want want, State state, Life life, History history) {

    /**
     * A new slot that is not wanted up yet.
     *
     * @param incarnation the last one that the slot had in an earlier existence, else 0
     */
    public static Worker fresh(WorkerId id, ServiceSpec spec, int incarnation, Instant now) {
        State state = State.resting(Phase.STOPPED, Want.NOTHING.why(), now);
        return new Worker(id, spec, Want.NOTHING, state, Life.none(incarnation), History.NONE);
    }

    public Goal goal() {
        return want.goal();
    }

    /** Whether the slot has no place any more and is only waited for. */
    public boolean surplus() {
        return want.surplus();
    }

    /** Whether the last life did what it was for, and no other one is to follow; false when it was stopped. */
    public boolean done() {
        return want.done();
    }

    /** The first life of the single run that the worker has, or had last; 0 when it is to be up all the time. */
    public int run() {
        return want.run();
    }

    public Phase phase() {
        return state.phase();
    }

    /** The reason for the last transition, as a sentence for people. */
    public String reason() {
        return state.reason();
    }

    /** When the phase began. */
    public Instant since() {
        return state.since();
    }

    /** When the phase will be left if nothing happens; what that means is the phase's affair. */
    public Optional<Instant> deadline() {
        return state.deadline();
    }

    /** The present life, or the last one when there is none; 0 before the first. */
    public int incarnation() {
        return life.incarnation();
    }

    /** The leader of the process group, while it runs. */
    public OptionalInt pid() {
        return life.exit().isPresent() ? OptionalInt.empty() : life.pid();
    }

    /** The same, also when it is dead and members of its group may be left. */
    public OptionalInt leader() {
        return life.pid();
    }

    /** When the present life was spawned. */
    public Optional<Instant> startedAt() {
        return life.startedAt();
    }

    /** When the present life became ready. */
    public Optional<Instant> readyAt() {
        return life.readyAt();
    }

    /** Why the last life ended, without what was decided about it; empty before the first end. */
    public String cause() {
        return history.cause();
    }

    /** Why a worker that is READY does not serve at the moment; empty when it does. */
    public String complaint() {
        return life.complaint();
    }

    /** Whether it is READY and, as far as its readiness is asked for, says so. */
    public boolean serves() {
        return phase() == Phase.READY && life.complaint().isEmpty();
    }

    /** Restarts that nobody asked for. */
    public int restarts() {
        return history.restarts();
    }

    /** Lives in a row that were too short or never became ready. */
    public int failures() {
        return history.failures();
    }

    public Optional<LastExit> lastExit() {
        return life.exit().or(history::lastExit);
    }

    /** {@code printer.2#12}: how log lines name it. */
    public String name() {
        return id + "#" + incarnation();
    }

    Worker with(ServiceSpec newSpec) {
        return new Worker(id, newSpec, want, state, life, history);
    }

    Worker with(Want newWant) {
        return new Worker(id, spec, newWant, state, life, history);
    }

    Worker with(State newState) {
        return new Worker(id, spec, want, newState, life, history);
    }

    Worker with(Life newLife) {
        return new Worker(id, spec, want, state, newLife, history);
    }

    Worker with(History newHistory) {
        return new Worker(id, spec, want, state, life, newHistory);
    }

    Step unchanged() {
        return new Step(this, List.of());
    }

    Step then(Effect... effects) {
        return new Step(this, List.of(effects));
    }
}
