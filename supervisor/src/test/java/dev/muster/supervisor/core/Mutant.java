package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Ties.Strategy;
import dev.muster.supervisor.testkit.Specs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Machines with one bug each, of the kind that a tired programmer writes. The simulation must catch every one. */
enum Mutant implements Machine {
    LATE_EXIT_OF_AN_OLD_LIFE_COUNTS_FOR_THE_PRESENT_ONE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.Exited exited
                    ? sound(
                            worker,
                            new WorkerEvent.Exited(worker.incarnation(), exited.status(), exited.groupEmpty()),
                            now,
                            random)
                    : sound(worker, event, now, random);
        }
    },
    READY_OF_AN_OLD_LIFE_COUNTS_FOR_THE_PRESENT_ONE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.Ready
                    ? sound(worker, new WorkerEvent.Ready(worker.incarnation()), now, random)
                    : sound(worker, event, now, random);
        }
    },
    LIVENESS_OF_AN_OLD_LIFE_COUNTS_FOR_THE_PRESENT_ONE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.LivenessFailed failed
                    ? sound(
                            worker,
                            new WorkerEvent.LivenessFailed(worker.incarnation(), failed.why(), failed.failing()),
                            now,
                            random)
                    : sound(worker, event, now, random);
        }
    },
    FAILED_LIVENESS_IS_FORGIVEN_BY_A_CLEAN_EXIT {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Life life = worker.life();
            boolean ends = event instanceof WorkerEvent.Exited || event instanceof WorkerEvent.GroupEmpty;
            Life forgiven = new Life(
                    life.incarnation(),
                    life.pid(),
                    life.startedAt(),
                    life.readyAt(),
                    life.asked(),
                    Optional.empty(),
                    life.complaint(),
                    life.exit(),
                    life.unheard());
            return sound(ends ? worker.with(forgiven) : worker, event, now, random);
        }
    },
    WANT_OF_MEMORY_IS_AN_EXIT_AS_ANY {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.Exited exited
                    ? sound(
                            worker,
                            new WorkerEvent.Exited(exited.incarnation(), exited.status(), exited.groupEmpty()),
                            now,
                            random)
                    : sound(worker, event, now, random);
        }
    },
    MEMORY_OF_AN_OLD_LIFE_COUNTS_FOR_THE_PRESENT_ONE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.OverMemory over
                    ? sound(
                            worker,
                            new WorkerEvent.OverMemory(worker.incarnation(), over.bytes(), over.max()),
                            now,
                            random)
                    : sound(worker, event, now, random);
        }
    },
    TOO_MUCH_MEMORY_IS_ONLY_SHOWN {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.OverMemory ? worker.unchanged() : sound(worker, event, now, random);
        }
    },
    FAILED_LIVENESS_IS_ONLY_SHOWN {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.LivenessFailed || event instanceof WorkerEvent.WatchdogMissed
                    ? worker.unchanged()
                    : sound(worker, event, now, random);
        }
    },
    TESTIMONY_IS_FOLLOWED_BY_KILL {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean testified = event instanceof WorkerEvent.DeadlineReached
                    && worker.life().testifies();
            return testified ? new Moves(now, random).kill(worker, "killing") : sound(worker, event, now, random);
        }
    },
    COMPLAINT_OF_AN_OLD_LIFE_COUNTS_FOR_THE_PRESENT_ONE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.ReadinessChanged changed
                    ? sound(
                            worker,
                            new WorkerEvent.ReadinessChanged(worker.incarnation(), changed.complaint()),
                            now,
                            random)
                    : sound(worker, event, now, random);
        }
    },
    GROUP_IS_NOT_WAITED_FOR {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.Exited exited
                    ? sound(worker, new WorkerEvent.Exited(exited.incarnation(), exited.status(), true), now, random)
                    : sound(worker, event, now, random);
        }
    },
    BACKOFF_HAS_NO_DEADLINE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Step step = sound(worker, event, now, random);
            return step.worker().phase() == Phase.BACKOFF ? deadline(step, Optional.empty()) : step;
        }
    },
    READY_KEEPS_THE_DEADLINE_OF_ITS_START {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Step step = sound(worker, event, now, random);
            boolean began = worker.phase() == Phase.STARTING && step.worker().phase() == Phase.READY;
            return began ? deadline(step, worker.deadline()) : step;
        }
    },
    BACKOFF_IS_OVER_AT_ONCE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Step step = sound(worker, event, now, random);
            boolean entered = worker.phase() != Phase.BACKOFF && step.worker().phase() == Phase.BACKOFF;
            return entered ? deadline(step, Optional.of(now)) : step;
        }
    },
    STOP_IS_NOT_HEARD_IN_BACKOFF {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean deaf = worker.phase() == Phase.BACKOFF && event instanceof WorkerEvent.Stop;
            return deaf ? worker.unchanged() : sound(worker, event, now, random);
        }
    },
    RESTART_UNDER_WAY_WINS_OVER_A_LATER_STOP {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean deaf = worker.want().again() && event instanceof WorkerEvent.Stop;
            return deaf ? worker.unchanged() : sound(worker, event, now, random);
        }
    },
    SURPLUS_IS_FORGOTTEN_WHEN_THE_PROCESS_ENDS {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean ends = event instanceof WorkerEvent.Exited exited && exited.incarnation() == worker.incarnation();
            return sound(ends ? worker.with(worker.want().kept()) : worker, event, now, random);
        }
    },
    SIGNAL_IS_SENT_WITHOUT_A_PROCESS {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Step step = sound(worker, event, now, random);
            return event instanceof WorkerEvent.SignalRequest request && worker.incarnation() > 0
                    ? new Step(
                            step.worker(),
                            List.of(new Effect.Signal(worker.id(), worker.incarnation(), request.signal(), false)))
                    : step;
        }
    },
    INCARNATION_IS_NOT_COUNTED_AFTER_A_BACKOFF {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean again = worker.phase() == Phase.BACKOFF && event instanceof WorkerEvent.DeadlineReached;
            Worker slow = again ? worker.with(Life.none(worker.incarnation() - 1)) : worker;
            return sound(slow, event, now, random);
        }
    },
    KILL_IS_SENT_ONLY_ONCE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Step step = sound(worker, event, now, random);
            boolean repeats = worker.phase() == Phase.KILLING && event instanceof WorkerEvent.DeadlineReached;
            return repeats ? step.worker().unchanged() : step;
        }
    },
    GRACE_NEVER_ENDS {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean patient = worker.phase() == Phase.STOPPING && event instanceof WorkerEvent.DeadlineReached;
            return patient
                    ? worker.with(worker.state().until(now.plusSeconds(10))).unchanged()
                    : sound(worker, event, now, random);
        }
    },
    RESTART_WINDOW_IS_ALWAYS_EMPTY {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            History history = worker.history();
            Worker forgetful = worker.with(history.judged(history.failures(), history.exhausted(), List.of()));
            return sound(forgetful, event, now, random);
        }
    },
    FAILED_IS_NOT_TRIED_AGAIN {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Step step = sound(worker, event, now, random);
            return step.worker().phase() == Phase.FAILED ? deadline(step, Optional.empty()) : step;
        }
    },
    START_TIMEOUT_IS_TAKEN_FOR_READY {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean timeout = worker.phase() == Phase.STARTING && event instanceof WorkerEvent.DeadlineReached;
            return timeout
                    ? sound(worker, new WorkerEvent.Ready(worker.incarnation()), now, random)
                    : sound(worker, event, now, random);
        }
    },
    RUN_IS_NOT_THE_ONLY_ONE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.Run
                    ? sound(worker, new WorkerEvent.Start("run"), now, random)
                    : sound(worker, event, now, random);
        }
    },
    RUN_IS_NEVER_FORGOTTEN {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            Step step = sound(worker, event, now, random);
            Worker after = step.worker();
            boolean forgets = worker.run() > 0 && after.run() == 0;
            return forgets ? new Step(after.with(after.want().single(worker.run())), step.effects()) : step;
        }
    },
    RUN_IS_RESTARTED_BY_A_CHANGE {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            if (worker.run() == 0 || !(event instanceof WorkerEvent.SpecChanged)) {
                return sound(worker, event, now, random);
            }
            Step step = sound(worker.with(worker.want().lasting()), event, now, random);
            return new Step(step.worker().with(step.worker().want().single(worker.run())), step.effects());
        }
    },
    RESTART_DOES_NOT_WAIT_FOR_OTHERS {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            if (event instanceof WorkerEvent.SpecChanged) {
                return sound(worker, event, now, random);
            }
            Worker alone = worker.with(new Specs(worker.spec()).alone().spec());
            Step step = sound(alone, event, now, random);
            return new Step(step.worker().with(worker.spec()), step.effects());
        }
    },
    NEW_HOPE_IS_NOT_HEARD {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            boolean news = event instanceof WorkerEvent.Proceed
                    || (event instanceof WorkerEvent.Held held && !held.hopeless());
            return news && FleetOrder.blocked(worker) ? worker.unchanged() : sound(worker, event, now, random);
        }
    },
    RESTART_OF_ANOTHER_IS_NOT_HEARD {
        @Override
        public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
            return event instanceof WorkerEvent.Follow ? worker.unchanged() : sound(worker, event, now, random);
        }
    },
    NOBODY_COMES_AFTER_ANYBODY {
        @Override
        public FleetSpec seen(FleetSpec spec) {
            return changed(spec, Specs::alone);
        }
    },
    COMPLETED_IS_TAKEN_FOR_READY {
        @Override
        public FleetSpec seen(FleetSpec spec) {
            return changed(spec, service -> after(service, Condition.READY));
        }
    },
    READY_IS_TAKEN_FOR_STARTED {
        @Override
        public FleetSpec seen(FleetSpec spec) {
            return changed(spec, service -> after(service, Condition.STARTED));
        }
    },
    EVERYBODY_IS_WAITED_FOR_TO_COMPLETE {
        @Override
        public FleetSpec seen(FleetSpec spec) {
            return changed(spec, service -> after(service, Condition.COMPLETED));
        }
    },
    STRATEGY_IS_FORGOTTEN {
        @Override
        public FleetSpec seen(FleetSpec spec) {
            return changed(spec, service -> service.strategy(Strategy.ONE_FOR_ONE));
        }
    };

    @Override
    public Step step(Worker worker, WorkerEvent event, Instant now, double random) {
        return sound(worker, event, now, random);
    }

    private static FleetSpec changed(FleetSpec spec, UnaryOperator<Specs> change) {
        return Specs.fleet(
                spec.services().values().stream().map(Specs::new).map(change).toArray(Specs[]::new));
    }

    private static Specs after(Specs service, Condition condition) {
        Specs changed = service.alone();
        for (Dependency dependency : service.spec().ties().after()) {
            changed = changed.after(dependency.service(), condition);
        }
        return changed;
    }

    private static Step sound(Worker worker, WorkerEvent event, Instant now, double random) {
        return WorkerMachine.step(worker, event, now, random);
    }

    private static Step deadline(Step step, Optional<Instant> deadline) {
        State state = step.worker().state();
        State changed = new State(state.phase(), state.reason(), state.since(), deadline);
        return new Step(step.worker().with(changed), new ArrayList<>(step.effects()));
    }
}
