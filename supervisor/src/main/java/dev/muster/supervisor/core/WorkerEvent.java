package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happens to one worker. What comes from a process names the incarnation it speaks of; an event of an earlier
 * life changes nothing. Immutable.
 */
public sealed interface WorkerEvent {

    <R> R match(Cases<R> cases);

    /** Wanted up. A stopped worker then waits for {@link Proceed}; one in back-off or failed is tried at once. */
    record Start(String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.start(this);
        }
    }

    /** Wanted up until its program ends: a run of a schedule, or one that somebody asked for. Nothing to a worker that has one. */
    record Run(String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.run(this);
        }
    }

    /** Everything is there that it comes after, and the workers of earlier priority have started: a waiting worker may go. */
    record Proceed() implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.proceed(this);
        }
    }

    /**
     * Why a waiting worker may not go yet.
     *
     * @param hopeless it will not be able to, as things stand: one that it comes after failed for good
     */
    record Held(String why, boolean hopeless) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.held(this);
        }
    }

    /** Wanted down. For a worker that was already asked to stop: KILL now. */
    record Stop(String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stop(this);
        }
    }

    /** Wanted down without a grace period. */
    record Kill(String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.kill(this);
        }
    }

    /** End this life and begin another in the same slot, from the newest specification. */
    record Restart(String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.restart(this);
        }
    }

    /** Another worker is restarted, and this one with it: as {@link Restart} for a worker that is up, nothing to any other. */
    record Follow(String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.follow(this);
        }
    }

    /** The process ends by itself, in order, and asks for another life in its slot: it could not reload. */
    record RestartAsked(int incarnation, String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.restartAsked(this);
        }
    }

    /** A new specification; a different launch restarts the worker, another policy holds from now on. */
    record SpecChanged(ServiceSpec spec) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.specChanged(this);
        }
    }

    /** The slot has no place any more: never another life. Does not end the present one, that is {@link Stop}. */
    record Retire(String why) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.retire(this);
        }
    }

    /** A retired slot has a place again. */
    record Keep() implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.keep(this);
        }
    }

    /** Send a signal to the process, if there is one. {@code signal} is a name without {@code SIG}. */
    record SignalRequest(String signal) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.signalRequest(this);
        }
    }

    /**
     * A process that a former master has started for this slot lives still, and is ours from now on: no second one is started beside it.
     *
     * <p>Its leader may be dead by now: then what may be left of its group is to end before another life begins.
     *
     * @param startedAt when it was spawned
     */
    record Adopted(int incarnation, int pid, Instant startedAt, Bequest bequest) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.adopted(this);
        }
    }

    /** A slot that had no process, or whose process has ended without a word, goes on as a former master left it. */
    record Resumed(int incarnation, Bequest bequest) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resumed(this);
        }
    }

    /** The process exists. */
    record Spawned(int incarnation, int pid) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.spawned(this);
        }
    }

    /** There will be no process; {@code message} says what failed, for which path, and the remedy. */
    record SpawnFailed(int incarnation, String message) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.spawnFailed(this);
        }
    }

    /** The process said that it is ready. */
    record Ready(int incarnation) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ready(this);
        }
    }

    /**
     * The process said that it is not ready yet and has got on.
     *
     * @param more the time it asked for; empty: the start time-out once more
     */
    record Starting(int incarnation, Optional<Duration> more) implements WorkerEvent {
        public Starting(int incarnation) {
            this(incarnation, Optional.empty());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.starting(this);
        }
    }

    /** A worker that is up fails its readiness: {@code complaint} says why; empty when it is well again. */
    record ReadinessChanged(int incarnation, String complaint) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.readinessChanged(this);
        }
    }

    /**
     * A worker that is up fails its liveness.
     *
     * @param failing for how long it was seen to
     */
    record LivenessFailed(int incarnation, String why, Duration failing) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.livenessFailed(this);
        }
    }

    /**
     * A worker has more memory than it may have, and the kernel does not see to that.
     *
     * @param bytes what it has, {@code max} what it may have
     */
    record OverMemory(int incarnation, long bytes, long max) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.overMemory(this);
        }
    }

    /** A worker that is up gave no sign of life for {@code silent}, although it was told to. */
    record WatchdogMissed(int incarnation, Duration silent) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.watchdogMissed(this);
        }
    }

    /**
     * The leader of the process group ended.
     *
     * @param groupEmpty no other member of its process group was left; when false, a {@link GroupEmpty} must follow
     * @param oom when it ended for want of memory
     */
    record Exited(int incarnation, ExitStatus status, boolean groupEmpty, Optional<Oom> oom) implements WorkerEvent {
        public Exited(int incarnation, ExitStatus status, boolean groupEmpty) {
            this(incarnation, status, groupEmpty, Optional.empty());
        }

        LastExit at(Instant now) {
            return new LastExit(status, now, oom);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.exited(this);
        }
    }

    /** The last member of the process group of a dead leader is gone. */
    record GroupEmpty(int incarnation) implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.groupEmpty(this);
        }
    }

    /** The worker's deadline has passed. */
    record DeadlineReached() implements WorkerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.deadlineReached(this);
        }
    }

    /** One case for each event, so that a new one does not compile until it is handled. */
    interface Cases<R> {
        R start(Start event);

        R run(Run event);

        R proceed(Proceed event);

        R held(Held event);

        R stop(Stop event);

        R kill(Kill event);

        R restart(Restart event);

        R follow(Follow event);

        R restartAsked(RestartAsked event);

        R specChanged(SpecChanged event);

        R retire(Retire event);

        R keep(Keep event);

        R signalRequest(SignalRequest event);

        R adopted(Adopted event);

        R resumed(Resumed event);

        R spawned(Spawned event);

        R spawnFailed(SpawnFailed event);

        R ready(Ready event);

        R starting(Starting event);

        R readinessChanged(ReadinessChanged event);

        R livenessFailed(LivenessFailed event);

        R overMemory(OverMemory event);

        R watchdogMissed(WatchdogMissed event);

        R exited(Exited event);

        R groupEmpty(GroupEmpty event);

        R deadlineReached(DeadlineReached event);
    }
}
