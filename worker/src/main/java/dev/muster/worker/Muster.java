package dev.muster.worker;

import dev.muster.wire.WorkerEnvironment;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way of an ordinary program into a fleet. Thread-safe. */
public final class Muster {
    private static @Nullable Lifecycle joined; // guarded by the class
    private static @Nullable PlainMain plain; // guarded by the class
    private static boolean serves; // guarded by the class

    private Muster() {}

    /**
     * Makes this program a worker of the SDK, whatever it is started by: {@code main}, {@code jar} or {@code command} of a service (the latter
     * two with {@code start.ready = sdk}), or nobody. It beats and obeys the master from then on, and has the queues and settings of its
     * service. It is ready when it calls {@link WorkerContext#ready}, or first asks for work or for the stop. Further calls return the same.
     *
     * <p>A stop (TERM, INT, the master) finishes the jobs in hand, calls the hooks of {@code onTerminate}, then ends the JVM through its
     * shutdown hooks, with exit code 0. When the program ends in another way, by System.exit or with its last thread, what is in hand is given
     * back. An exception that nobody caught ends the worker with exit code 2, unless the program has a default handler of its own.
     *
     * <p>Without a master, as in an IDE, it is {@code worker.1} with no settings and no queues, unless the environment variables
     * {@code MUSTER_SETTINGS} and {@code MUSTER_QUEUES} have some, both JSON.
     *
     * @return the worker that this program is; the same for the whole program
     * @throws IllegalStateException in a worker that is a {@link Service}: its context is the argument of run; or when the JVM was started
     *     with -Xrs
     * @throws IllegalArgumentException when a variable of the environment cannot be read
     */
    public static synchronized Membership join() {
        if (serves) {
            throw new IllegalStateException("this worker is a Service: the context is the argument of its run()");
        }
        Lifecycle known = joined;
        if (known != null) {
            return known.context();
        }
        Map<String, String> variables = Variables.current();
        WorkerEnvironment environment = WorkerEnvironment.read(variables);
        Lifecycle lifecycle = new Lifecycle(environment, WorkerMain.settings(environment));
        SignalHandlers.install(Map.of(
                "TERM", () -> lifecycle.terminationSignal("TERM"),
                "INT", () -> lifecycle.terminationSignal("INT"),
                "HUP", lifecycle::reload));
        String exitFile = variables.get(WorkerEnvironment.EXIT_FILE);
        if (exitFile != null) {
            Exit.leaveWord(Path.of(exitFile), environment.incarnation());
        }
        if (Thread.getDefaultUncaughtExceptionHandler() == null) {
            Thread.setDefaultUncaughtExceptionHandler(lifecycle::uncaught);
        }
        PlainMain before = plain;
        if (before != null) {
            before.handOver();
        }
        environment
                .socket()
                .ifPresent(path -> lifecycle.connect(
                        new ControlClient(path, environment, WorkerMain.hello(environment), lifecycle)));
        Runtime.getRuntime().addShutdownHook(new Thread(lifecycle::programEnds, "muster-leave"));
        lifecycle.join();
        joined = lifecycle;
        return lifecycle.context();
    }

    /** This worker is a service: nobody else joins. */
    static synchronized void serves() {
        serves = true;
    }

    /** Who speaks for the program until it joins. */
    static synchronized void speaks(PlainMain first) {
        plain = first;
    }

    /** The main of a program threw something. @return false when it has not joined: then it is nothing of the SDK's */
    static synchronized boolean threw(Throwable fault) {
        Lifecycle known = joined;
        if (known == null) {
            return false;
        }
        new Thread(() -> known.failed(fault), Thread.currentThread().getName()).start();
        return true;
    }
}
