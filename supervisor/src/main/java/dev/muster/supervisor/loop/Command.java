package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A request of an operator. The reply says what was decided and completes, on the loop thread, after a snapshot that shows
 * the decision was published; reaching a state is waited for by watching snapshots. Immutable apart from the reply.
 */
public sealed interface Command extends LoopItem {

    CompletableFuture<CommandReply> reply();

    <R> R match(Cases<R> cases);

    /** Wanted up. */
    record Start(List<WorkerId> ids, CompletableFuture<CommandReply> reply) implements Command {
        public Start(List<WorkerId> ids) {
            this(List.copyOf(ids), new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.start(this);
        }
    }

    /** Wanted down; for a worker that is being stopped already, KILL now. */
    record Stop(List<WorkerId> ids, CompletableFuture<CommandReply> reply) implements Command {
        public Stop(List<WorkerId> ids) {
            this(List.copyOf(ids), new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stop(this);
        }
    }

    /**
     * A new life in the same slot, from the newest configuration.
     *
     * @param rolling one by one instead of all at once
     */
    record Restart(List<WorkerId> ids, boolean rolling, CompletableFuture<CommandReply> reply) implements Command {
        public Restart(List<WorkerId> ids) {
            this(ids, false);
        }

        public Restart(List<WorkerId> ids, boolean rolling) {
            this(List.copyOf(ids), rolling, new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.restart(this);
        }
    }

    /**
     * Give workers that are READY a new life, one by one: not by an operator's wish, which goes before. Refused while an operator has
     * workers of the same service replaced; joins what is under way of this kind.
     *
     * @param reasons why, by worker
     */
    record Recycle(Map<WorkerId, String> reasons, CompletableFuture<CommandReply> reply) implements Command {
        public Recycle(Map<WorkerId, String> reasons) {
            this(Map.copyOf(reasons), new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.recycle(this);
        }
    }

    /**
     * One run in the first of these slots that has none, whatever the schedule says.
     *
     * @param ids slots of one service
     */
    record RunOnce(List<WorkerId> ids, CompletableFuture<CommandReply> reply) implements Command {
        public RunOnce(List<WorkerId> ids) {
            this(List.copyOf(ids), new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runOnce(this);
        }
    }

    /** Send a signal to the process of each; {@code signal} is a name with or without SIG, or a number. */
    record SendSignal(List<WorkerId> ids, String signal, CompletableFuture<CommandReply> reply) implements Command {
        public SendSignal(List<WorkerId> ids, String signal) {
            this(List.copyOf(ids), signal, new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sendSignal(this);
        }
    }

    /** Change the number of workers of a service until the specification has another one. */
    record Scale(String service, Scaling scaling, CompletableFuture<CommandReply> reply) implements Command {
        public Scale(String service, Scaling scaling) {
            this(service, scaling, new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.scale(this);
        }
    }

    /**
     * Make the fleet what the specification says; the first one starts it.
     *
     * @param reset whether that holds against what was stopped and scaled by hand
     * @param rolling whether processes that have to be replaced are so one by one
     */
    record Apply(FleetSpec spec, boolean reset, boolean rolling, CompletableFuture<CommandReply> reply)
            implements Command {
        public Apply(FleetSpec spec) {
            this(spec, false);
        }

        public Apply(FleetSpec spec, boolean reset) {
            this(spec, reset, false);
        }

        public Apply(FleetSpec spec, boolean reset, boolean rolling) {
            this(spec, reset, rolling, new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.apply(this);
        }
    }

    /**
     * End the fleet in reverse order of priority. A second one, or {@code now}, kills what is left.
     *
     * @param now without a grace period
     */
    record Shutdown(boolean now, CompletableFuture<CommandReply> reply) implements Command {
        public Shutdown(boolean now) {
            this(now, new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.shutdown(this);
        }
    }

    /** Replace the master by a new program in its own process: the workers go on, and are adopted. */
    record Reexec(CompletableFuture<CommandReply> reply) implements Command {
        public Reexec() {
            this(new CompletableFuture<>());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reexec(this);
        }
    }

    /** One case for each command, so that a new one does not compile until it is handled. */
    interface Cases<R> {
        R start(Start command);

        R stop(Stop command);

        R restart(Restart command);

        R recycle(Recycle command);

        R runOnce(RunOnce command);

        R sendSignal(SendSignal command);

        R scale(Scale command);

        R apply(Apply command);

        R shutdown(Shutdown command);

        R reexec(Reexec command);
    }
}
