package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;

/** Something to be done to a process. It names the incarnation, so that it can never reach another life. Immutable. */
public sealed interface Effect {

    WorkerId id();

    int incarnation();

    <R> R match(Cases<R> cases);

    /** Start the process of a new incarnation. Answered by {@code Spawned} or {@code SpawnFailed}. */
    record Spawn(WorkerId id, int incarnation, ServiceSpec spec) implements Effect {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.spawn(this);
        }
    }

    /** Take hold of the living process of a former master's incarnation: read its output, notice its end. */
    record Adopt(WorkerId id, int incarnation, ServiceSpec spec) implements Effect {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.adopt(this);
        }
    }

    /**
     * Send a signal.
     *
     * @param signal a name without {@code SIG}
     * @param group to the whole process group, which may have lost its leader, instead of to the leader alone
     */
    record Signal(WorkerId id, int incarnation, String signal, boolean group) implements Effect {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.signal(this);
        }
    }

    /** One case for each effect, so that a new one does not compile until it is handled. */
    interface Cases<R> {
        R spawn(Spawn effect);

        R adopt(Adopt effect);

        R signal(Signal effect);
    }
}
