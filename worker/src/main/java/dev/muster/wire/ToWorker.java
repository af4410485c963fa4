package dev.muster.wire;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the master asks of a worker on worker.sock. All are notifications. Immutable. */
public sealed interface ToWorker {

    /** The method's name on the wire. */
    String method();

    /** The line to send, without its end. */
    default String line() {
        return Rpc.notification(method(), this);
    }

    /** Calls the receiver's method for this message: a new message does not compile until every receiver handles it. */
    void deliver(Receiver receiver);

    /** What a worker does on each message. */
    interface Receiver {
        void stop(Stop stop);

        void quiet();

        void reload(Reload reload);

        void dump();

        void died(Died died);

        /** To a spare alone; whoever has a slot passes over it. */
        void assign(Assign assign);
    }

    /**
     * Reads a received notification.
     *
     * @return empty for a method that this version does not know: pass over it
     * @throws JsonException when the parameters do not fit the method
     */
    static Optional<ToWorker> read(String method, Map<String, @Nullable Object> params) {
        Class<? extends ToWorker> type =
                switch (method) {
                    case Stop.METHOD -> Stop.class;
                    case Quiet.METHOD -> Quiet.class;
                    case Reload.METHOD -> Reload.class;
                    case Dump.METHOD -> Dump.class;
                    case Died.METHOD -> Died.class;
                    case Assign.METHOD -> Assign.class;
                    default -> null;
                };
        return type == null ? Optional.empty() : Optional.of(Json.convert(params, type));
    }

    /**
     * Take no more work, finish what is in hand, terminate, exit 0.
     *
     * @param graceMs milliseconds until the worker ends itself with code 1
     */
    record Stop(long graceMs) implements ToWorker {
        static final String METHOD = "stop";

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.stop(this);
        }
    }

    /** Take no more work, but stay. Irreversible for this incarnation. */
    record Quiet() implements ToWorker {
        static final String METHOD = "quiet";

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.quiet();
        }
    }

    /** Take over new settings, as the service's section {@code settings} has them now. Answered by {@code reloaded}. */
    record Reload(Map<String, @Nullable Object> settings) implements ToWorker {
        static final String METHOD = "reload";

        public Reload {
            settings = settings == null ? Map.of() : new LinkedHashMap<>(settings);
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.reload(this);
        }
    }

    /** Write a dump of all threads to stderr. */
    record Dump() implements ToWorker {
        static final String METHOD = "dump";

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.dump();
        }
    }

    /**
     * A process of another worker has ended. Only to those who said {@code watching}.
     *
     * @param worker such as {@code printer.1}
     * @param incarnation which life of it
     * @param asked somebody wanted it to end: a stop, a restart, a change of the configuration
     * @param why how it ended, in words
     * @param code its exit code, when it is known and there is one
     * @param signal what it was killed by, such as {@code KILL}
     */
    record Died(String worker, int incarnation, boolean asked, String why, OptionalInt code, Optional<String> signal)
            implements ToWorker {
        static final String METHOD = "died";

        public Died {
            requireNonNull(worker, "worker is missing");
            requireNonNull(why, "why is missing");
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.died(this);
        }
    }

    /**
     * A spare has a slot from now on. It hangs up, and says hello as the worker that it has become.
     *
     * @param variables what the environment of a worker of that slot has and that of the spare has not, or otherwise
     */
    record Assign(Map<String, String> variables) implements ToWorker {
        static final String METHOD = "assign";

        public Assign {
            requireNonNull(variables, "variables is missing");
            variables = Map.copyOf(variables);
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.assign(this);
        }
    }
}
