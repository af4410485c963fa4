package dev.muster.worker;

import dev.muster.wire.FromWorker;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import dev.muster.wire.Protocol;
import dev.muster.wire.WorkerEnvironment;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.FutureTask;

/**
 * What the JVM of a worker runs: {@code WorkerMain <class> [argument]...}. A {@link Service} gets the SDK's lifecycle, any
 * other class its {@code main}. Exit codes: 0 orderly end, 1 own grace, or what a second SIGTERM left of it, exceeded, or SIGINT, 2 uncaught exception or no such
 * class, 124 a job ran longer than its queue allows and could not be ended otherwise, others by {@link ExitException} or System.exit.
 */
public final class WorkerMain {

    private WorkerMain() {}

    /**
     * Runs the class that the first argument names.
     *
     * @param arguments the name of the class, and what its {@code main} is given
     * @throws InterruptedException never, in practice: nobody interrupts the main thread
     */
    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> variables = Variables.current();
        if (variables.containsKey(WorkerEnvironment.WORKER) || variables.containsKey(WorkerEnvironment.SPARE)) {
            LineOutput.install();
        }
        if (arguments.length == 0) {
            refuse("usage: WorkerMain <class> [argument]...");
        }
        try {
            if (variables.containsKey(WorkerEnvironment.SPARE)) {
                new Standby(variables).await(arguments[0]);
                variables = Variables.current();
            }
            WorkerEnvironment environment = WorkerEnvironment.read(variables);
            String exitFile = variables.get(WorkerEnvironment.EXIT_FILE);
            if (exitFile != null) {
                Exit.leaveWord(Path.of(exitFile), environment.incarnation());
            }
            Class<?> type = Class.forName(arguments[0], false, WorkerMain.class.getClassLoader());
            if (Service.class.isAssignableFrom(type)) {
                serve(environment, type.asSubclass(Service.class));
            } else {
                plain(environment, type, Arrays.copyOfRange(arguments, 1, arguments.length));
            }
        } catch (ClassNotFoundException e) {
            refuse("no class " + arguments[0] + " on the class path " + System.getProperty("java.class.path")
                    + "; see main and classpath of the service");
        } catch (IllegalArgumentException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private static void serve(WorkerEnvironment environment, Class<? extends Service> type)
            throws InterruptedException {
        Muster.serves();
        Settings settings = settings(environment);
        Lifecycle lifecycle = new Lifecycle(environment, settings);
        Thread.setDefaultUncaughtExceptionHandler(lifecycle::uncaught);
        FutureTask<Boolean> signals = new FutureTask<>(
                () -> SignalHandlers.install(Map.of(
                        "TERM", () -> lifecycle.terminationSignal("TERM"),
                        "HUP", lifecycle::reload,
                        "INT", lifecycle::exitAtOnce)),
                true);
        Thread installer = new Thread(signals, "muster-signals");
        installer.setDaemon(true);
        installer.start();
        environment
                .socket()
                .ifPresent(
                        path -> lifecycle.connect(new ControlClient(path, environment, hello(environment), lifecycle)));
        lifecycle.live(context -> {
            Service service = construct(type, context);
            signals.get(); // before run(): once the worker is ready, its signals are what we say they are
            return service;
        });
    }

    static Settings settings(WorkerEnvironment environment) {
        try {
            return Settings.of(Json.parseObject(environment.settings()));
        } catch (JsonException e) {
            throw new IllegalArgumentException(WorkerEnvironment.SETTINGS + ": " + e.getMessage(), e);
        }
    }

    private static void plain(WorkerEnvironment environment, Class<?> type, String[] arguments) {
        PlainMain plain = new PlainMain(environment);
        if (!PlainMain.joins(type)) {
            environment
                    .socket()
                    .ifPresent(path -> plain.connect(new ControlClient(path, environment, hello(environment), plain)));
        }
        plain.run(type, arguments);
    }

    static Service construct(Class<? extends Service> type, WorkerContext context) throws Exception {
        try {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                Class<?>[] wanted = constructor.getParameterTypes();
                if (wanted.length == 1 && wanted[0] == WorkerContext.class) {
                    constructor.setAccessible(true);
                    return (Service) constructor.newInstance(context);
                }
            }
            Constructor<? extends Service> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    type.getName() + " needs a constructor without arguments or with one WorkerContext", e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    static FromWorker.Hello hello(WorkerEnvironment environment) {
        return new FromWorker.Hello(
                environment.worker(),
                environment.incarnation(),
                (int) ProcessHandle.current().pid(),
                version(),
                Protocol.VERSION);
    }

    /** The SDK's, of its jar. */
    static String version() {
        String version = WorkerMain.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }

    private static void refuse(String why) {
        System.err.println(why);
        Exit.orderly(Exit.CRASH);
    }
}
