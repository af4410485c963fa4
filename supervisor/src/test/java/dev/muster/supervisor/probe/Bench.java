package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Wear;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Duties on paper: a clock that a test moves, tries whose answers it gives, signs that it makes up. */
final class Bench implements Attempts, Signs {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int PID = 4711;

    private long nanos = 1_000;
    final Agenda agenda = new Agenda(() -> nanos);
    final List<PaperAttempt> attempts = new ArrayList<>();
    final List<String> news = new ArrayList<>();
    final Tools tools = new Tools(
            this, agenda, this, (id, event) -> news.add(id + " " + event), (id, why) -> news.add(id + " " + why));
    boolean room = true;

    OptionalLong sign = OptionalLong.empty();
    Optional<Idleness> idleness = Optional.empty();
    Wear wear = new Wear(OptionalLong.empty(), Duration.ZERO, OptionalLong.empty());

    static final class PaperAttempt implements Attempt {
        final Outcome outcome;
        boolean abandoned;
        boolean over;

        PaperAttempt(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public void abandon() {
            abandoned = true;
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    /** Spawned, not ready. */
    static Worker starting(Specs specs) {
        Worker worker = Worker.fresh(new WorkerId(specs.spec().name(), 1), specs.spec(), 0, NOON);
        for (WorkerEvent event :
                List.of(new WorkerEvent.Start("started"), new WorkerEvent.Proceed(), new WorkerEvent.Spawned(1, PID))) {
            worker = WorkerMachine.step(worker, event, NOON, 0.5).worker();
        }
        return worker;
    }

    static Worker ready(Specs specs) {
        return WorkerMachine.step(starting(specs), new WorkerEvent.Ready(1), NOON, 0.5)
                .worker();
    }

    @Override
    public boolean hasRoom(Check check) {
        return room;
    }

    @Override
    public Attempt begin(Check check, Worker worker, Attempt.Outcome outcome) {
        PaperAttempt attempt = new PaperAttempt(outcome);
        attempts.add(attempt);
        return attempt;
    }

    @Override
    public OptionalLong lastSign(Worker worker) {
        return sign;
    }

    @Override
    public Optional<Idleness> idleness(Worker worker) {
        return idleness;
    }

    @Override
    public Wear wear(Worker worker) {
        return wear;
    }

    long nanoTime() {
        return nanos;
    }

    /** Lets the time pass, and whatever falls due in it happen at its moment. */
    void pass(Duration span) {
        long end = nanos + span.toNanos();
        while (agenda.untilNext() <= end - nanos) {
            nanos += agenda.untilNext();
            agenda.run();
        }
        nanos = end;
    }

    /** Lets the time pass while nobody looks, as when this process is stopped. */
    void sleep(Duration span) {
        nanos += span.toNanos();
        agenda.run();
    }

    void answer(boolean well) {
        PaperAttempt last = attempts.get(attempts.size() - 1);
        last.over = true;
        if (well) {
            last.outcome.well();
        } else {
            last.outcome.failed("tcp 80: refused");
        }
    }
}
