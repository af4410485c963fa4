package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;

/**
 * A worker in each situation that the machine tells apart, reached by real steps. All have had one life at most, with the pid
 * 4711; {@link #NOW} is when the last step happened.
 */
enum Situations {
    /** Never started. */
    DOWN {
        @Override
        Worker worker() {
            return Worker.fresh(ID, SPEC.spec(), 0, NOW);
        }
    },
    /** Wanted up, waits for its turn. */
    WAITING {
        @Override
        Worker worker() {
            return step(DOWN.worker(), new WorkerEvent.Start("started"));
        }
    },
    /** The spawn was not confirmed yet. */
    UNBORN {
        @Override
        Worker worker() {
            return step(WAITING.worker(), new WorkerEvent.Proceed());
        }
    },
    STARTING {
        @Override
        Worker worker() {
            return step(UNBORN.worker(), new WorkerEvent.Spawned(1, 4711));
        }
    },
    /** For longer than reset-after. */
    READY {
        @Override
        Worker worker() {
            Worker begun = started(SPEC, NOW.minusSeconds(20));
            return WorkerMachine.step(begun, new WorkerEvent.Ready(1), NOW.minusSeconds(19), 0.5)
                    .worker();
        }
    },
    /** A single run, well on its way. */
    RUNNING {
        @Override
        Worker worker() {
            Worker waiting = step(DOWN.worker(), new WorkerEvent.Run("run once"));
            Worker spawned = step(step(waiting, new WorkerEvent.Proceed()), new WorkerEvent.Spawned(1, 4711));
            return step(spawned, new WorkerEvent.Ready(1));
        }
    },
    /** A single run has failed. */
    BROKEN {
        @Override
        Worker worker() {
            return step(RUNNING.worker(), new WorkerEvent.Exited(1, ExitStatus.exited(1), true));
        }
    },
    /** Ready, but its slot is not wanted any more. */
    RETIRED {
        @Override
        Worker worker() {
            return step(READY.worker(), new WorkerEvent.Retire("scaled down"));
        }
    },
    STOPPING {
        @Override
        Worker worker() {
            return step(READY.worker(), new WorkerEvent.Stop("stopped"));
        }
    },
    /** Asked to stop in order to be started again. */
    RESTARTING {
        @Override
        Worker worker() {
            return step(READY.worker(), new WorkerEvent.Restart("restarted"));
        }
    },
    /** Asked to stop because it did not become ready. */
    LATE {
        @Override
        Worker worker() {
            Worker begun = started(SPEC, NOW.minusSeconds(60));
            return step(begun, new WorkerEvent.DeadlineReached());
        }
    },
    /** A JVM that failed its liveness and prints its threads. */
    TESTIFYING {
        @Override
        Worker worker() {
            Worker begun = started(SPEC.command("java"), NOW.minusSeconds(20));
            Worker up = WorkerMachine.step(begun, new WorkerEvent.Ready(1), NOW.minusSeconds(19), 0.5)
                    .worker();
            return step(up, new WorkerEvent.LivenessFailed(1, "no answer", Duration.ofSeconds(3)));
        }
    },
    /** Asked to stop; its leader has ended, its group has not. */
    LEADERLESS {
        @Override
        Worker worker() {
            return step(STOPPING.worker(), new WorkerEvent.Exited(1, ExitStatus.exited(143), false));
        }
    },
    /** Crashed when it was ready; what is left of its group was sent KILL. */
    LEFTOVERS {
        @Override
        Worker worker() {
            return step(READY.worker(), new WorkerEvent.Exited(1, ExitStatus.signalled(11), false));
        }
    },
    /** Did not stop within the grace. */
    KILLING {
        @Override
        Worker worker() {
            Worker asked = WorkerMachine.step(
                            READY.worker(), new WorkerEvent.Stop("stopped"), NOW.minusSeconds(30), 0.5)
                    .worker();
            return step(asked, new WorkerEvent.DeadlineReached());
        }
    },
    /** Exited before it was ready, for the first time. */
    BACKOFF {
        @Override
        Worker worker() {
            return step(STARTING.worker(), new WorkerEvent.Exited(1, ExitStatus.exited(1), true));
        }
    },
    /** Gave up. */
    FAILED {
        @Override
        Worker worker() {
            Worker begun = started(SPEC.limit(0, Duration.ofMinutes(1), Then.FAIL), NOW);
            return step(begun, new WorkerEvent.Exited(1, ExitStatus.exited(1), true));
        }
    },
    /** Failed, and tried for ever. */
    TRYING {
        @Override
        Worker worker() {
            Worker begun = started(SPEC.limit(0, Duration.ofMinutes(1), Then.KEEP_TRYING), NOW);
            return step(begun, new WorkerEvent.Exited(1, ExitStatus.exited(1), true));
        }
    };

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final WorkerId ID = new WorkerId("printer", 1);
    static final Specs SPEC = Specs.printer();

    abstract Worker worker();

    private static Worker started(Specs spec, Instant at) {
        Worker worker = Worker.fresh(ID, spec.spec(), 0, at);
        worker = WorkerMachine.step(worker, new WorkerEvent.Start("started"), at, 0.5)
                .worker();
        worker = WorkerMachine.step(worker, new WorkerEvent.Proceed(), at, 0.5).worker();
        return WorkerMachine.step(worker, new WorkerEvent.Spawned(1, 4711), at, 0.5)
                .worker();
    }

    private static Worker step(Worker worker, WorkerEvent event) {
        return WorkerMachine.step(worker, event, NOW, 0.5).worker();
    }
}
