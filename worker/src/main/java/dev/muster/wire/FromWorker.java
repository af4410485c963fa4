package dev.muster.wire;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a worker tells the master on worker.sock. All are notifications. Immutable. */
public sealed interface FromWorker {

    /** The method's name on the wire. */
    String method();

    /** The line to send, without its end. */
    default String line() {
        return Rpc.notification(method(), this);
    }

    /** Calls the receiver's method for this message: a new message does not compile until every receiver handles it. */
    void deliver(Receiver receiver);

    /** What the master does on each message. */
    interface Receiver {
        void hello(Hello hello);

        void ready();

        void starting(Starting starting);

        void heartbeat(Heartbeat heartbeat);

        void stopping(Stopping stopping);

        void reloaded(Reloaded reloaded);

        void watching();

        void spare(Spare spare);
    }

    /**
     * Reads a received notification.
     *
     * @return empty for a method that this version does not know: pass over it
     * @throws JsonException when the parameters do not fit the method
     */
    static Optional<FromWorker> read(String method, Map<String, @Nullable Object> params) {
        Class<? extends FromWorker> type =
                switch (method) {
                    case Hello.METHOD -> Hello.class;
                    case Ready.METHOD -> Ready.class;
                    case Starting.METHOD -> Starting.class;
                    case Heartbeat.METHOD -> Heartbeat.class;
                    case Stopping.METHOD -> Stopping.class;
                    case Reloaded.METHOD -> Reloaded.class;
                    case Watching.METHOD -> Watching.class;
                    case Spare.METHOD -> Spare.class;
                    default -> null;
                };
        return type == null ? Optional.empty() : Optional.of(Json.convert(params, type));
    }

    /**
     * The first line of every connection: who this is.
     *
     * @param worker such as {@code printer.1}
     * @param sdk the SDK's version, for people
     * @param protocol {@link Protocol#VERSION} of the worker's SDK
     */
    record Hello(String worker, int incarnation, int pid, String sdk, int protocol) implements FromWorker {
        static final String METHOD = "hello";

        public Hello {
            requireNonNull(worker, "worker is missing");
            requireNonNull(sdk, "sdk is missing");
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.hello(this);
        }
    }

    /** The worker does its work. Sent once per incarnation, and again after each reconnect. */
    record Ready() implements FromWorker {
        static final String METHOD = "ready";

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.ready();
        }
    }

    /**
     * Not ready yet, and getting on: the start time-out begins anew.
     *
     * @param reason a sentence for people
     */
    record Starting(String reason) implements FromWorker {
        static final String METHOD = "starting";

        public Starting {
            requireNonNull(reason, "reason is missing");
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.starting(this);
        }
    }

    /**
     * Alive, every few seconds, until the process ends.
     *
     * @param queues per role what this incarnation did
     * @param executors by their names; of an SDK that tells nothing of them there are none
     */
    record Heartbeat(Map<String, RoleCounters> queues, JobCounters jobs, Map<String, ExecutorCounters> executors)
            implements FromWorker {
        static final String METHOD = "heartbeat";

        public Heartbeat {
            queues = queues == null ? Map.of() : Map.copyOf(queues);
            executors = executors == null ? Map.of() : Map.copyOf(executors);
            requireNonNull(jobs, "jobs is missing");
        }

        @Override
        public String method() {
            return METHOD;
        }

        /** Of a worker without executors. */
        public Heartbeat(Map<String, RoleCounters> queues, JobCounters jobs) {
            this(queues, jobs, Map.of());
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.heartbeat(this);
        }
    }

    /**
     * The worker takes no more work and is about to end, asked to or not.
     *
     * @param reason a sentence for people
     */
    record Stopping(String reason) implements FromWorker {
        static final String METHOD = "stopping";

        public Stopping {
            requireNonNull(reason, "reason is missing");
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.stopping(this);
        }
    }

    /**
     * How a reload ended.
     *
     * @param ok false when the service refused; it then goes on with its old settings
     * @param restart the service cannot reload: it ends now, in order, and asks for a new life in the same slot
     * @param message a sentence for people
     */
    record Reloaded(boolean ok, boolean restart, String message) implements FromWorker {
        static final String METHOD = "reloaded";

        public Reloaded {
            requireNonNull(message, "message is missing");
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.reloaded(this);
        }
    }

    /** From now on the worker wants to be told of the deaths of others, by {@link ToWorker.Died}. Again after each reconnect. */
    record Watching() implements FromWorker {
        static final String METHOD = "watching";

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.watching();
        }
    }

    /**
     * In the place of {@link Hello}, from a process that has no slot yet: it is booted, and waits for {@link ToWorker.Assign}.
     *
     * @param spare its name, such as {@code printer.spare-1}
     * @param sdk the SDK's version, for people
     * @param protocol {@link Protocol#VERSION} of the worker's SDK
     */
    record Spare(String spare, int pid, String sdk, int protocol) implements FromWorker {
        static final String METHOD = "spare";

        public Spare {
            requireNonNull(spare, "spare is missing");
            requireNonNull(sdk, "sdk is missing");
        }

        @Override
        public String method() {
            return METHOD;
        }

        @Override
        public void deliver(Receiver receiver) {
            receiver.spare(this);
        }
    }
}
