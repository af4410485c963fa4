package dev.muster.testing;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.QueueLocation;
import dev.muster.wire.Json;
import dev.muster.worker.InlineWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real fleet in a temporary home, for integration tests: {@code muster run} of an installed distribution, which the environment variable
 * {@code MUSTER_INSTALL}, the system property {@code muster.install} or else the PATH leads to.
 *
 * <p>{@code @RegisterExtension static final MusterFleet fleet = MusterFleet.of(hocon)} has one fleet for the class, a field that is not static one
 * for each test; a test that fails prints what its workers have logged. Without JUnit: {@link #start} and {@link #close}. One thread.
 */
public final class MusterFleet
        implements AutoCloseable,
                BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterTestExecutionCallback {

    /** Stands in a configuration for the class path of the test, with the workers on it. */
    private static final String CLASS_PATH = "@classpath@";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 10_000_000;
    private static final int LAST_LINES = 200;

    private final String configuration;
    private final Duration patience;
    private boolean ofClass;
    private @Nullable Path home;
    private @Nullable Process master;

    private MusterFleet(String configuration, Duration patience) {
        this.configuration = configuration;
        this.patience = patience;
    }

    /**
     * A fleet with this configuration.
     *
     * @param hocon as in muster.conf; the string {@code "@classpath@"} in it stands for the class path of the test: {@code classpath = ["@classpath@"]}
     * @return not yet started
     */
    public static MusterFleet of(String hocon) {
        return new MusterFleet(hocon, PATIENCE);
    }

    /**
     * A fleet with the configuration in a file, which may include others that lie beside it.
     *
     * @param file such as {@code Path.of("src/main/dist/muster.conf")}
     * @return not yet started
     */
    public static MusterFleet of(Path file) {
        return of("include file(" + Json.write(file.toAbsolutePath().toString()) + ")");
    }

    /**
     * Waits longer, or less long, for whatever it waits for.
     *
     * @param longest 60 s unless said otherwise
     * @return another one, not yet started
     */
    public MusterFleet withPatience(Duration longest) {
        return new MusterFleet(configuration, longest);
    }

    /**
     * Starts the master and waits until all workers are ready.
     *
     * @return this
     * @throws AssertionError with the logs, when they are not in time
     * @throws IllegalStateException when no installation is found, or it runs already
     */
    public MusterFleet start() {
        if (master != null) {
            throw new IllegalStateException("the fleet runs already");
        }
        Path command = Installation.command();
        try {
            Path made = Files.createTempDirectory("muster");
            home = made;
            Files.writeString(made.resolve("muster.conf"), configuration.replace(CLASS_PATH, classPath()));
            ProcessBuilder builder = new ProcessBuilder(command.toString(), "run", "--home", made.toString())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(console().toFile());
            builder.environment().putIfAbsent("MUSTER_JAVA_HOME", System.getProperty("java.home"));
            master = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            awaitReady();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        return this;
    }

    /** In a string of HOCON. Surefire has its own jar on the class path, and the real one in a property. */
    private static String classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return path.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /**
     * Where it lives: {@code logs}, {@code state} and so on are in it.
     *
     * @return removed at the end
     * @throws IllegalStateException before it is started
     */
    public Path home() {
        if (home == null) {
            throw new IllegalStateException("start() it first");
        }
        return home;
    }

    private Path console() {
        return home().resolve("console.txt");
    }

    /** @throws IllegalStateException when the master does not answer */
    private Object ask(String method, Map<String, ?> params) {
        try (ControlLine line = new ControlLine(home().resolve("run/control.sock"))) {
            return line.call(method, params);
        } catch (IOException e) {
            throw new IllegalStateException("the master does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * How it is.
     *
     * @return of this moment
     * @throws IllegalStateException when the master does not answer
     */
    public FleetStatus status() {
        return Json.convert(ask("status", Map.of()), FleetStatus.class);
    }

    /**
     * Waits until the fleet is so.
     *
     * @param what for the message
     * @param condition looked at a hundred times a second
     * @return the first one that is so
     * @throws AssertionError with the last status and the logs, when it is not in time
     */
    public FleetStatus await(String what, Predicate<FleetStatus> condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        FleetStatus last = null;
        while (System.nanoTime() < deadline && isAlive()) {
            try {
                last = status();
            } catch (IllegalStateException notYet) {
                last = null;
            }
            if (last != null && condition.test(last)) {
                return last;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        throw new AssertionError((isAlive() ? "not within " + patience.toSeconds() + " s: " : "the master has ended: ")
                + what + "\nlast status: " + last + "\n" + story());
    }

    private boolean isAlive() {
        return master != null && master.isAlive();
    }

    /**
     * Waits until all workers that are wanted are ready.
     *
     * @return the first status that is so
     * @throws AssertionError with the last status and the logs, when it is not in time
     */
    public FleetStatus awaitReady() {
        return await("all workers ready", status -> !status.workers().isEmpty() && status.isReady());
    }

    /**
     * Waits until no job of the queue waits or runs.
     *
     * @param queue its name
     * @return the first status that is so
     * @throws AssertionError with the last status and the logs, when it is not in time
     */
    public FleetStatus awaitEmpty(String queue) {
        return await("queue " + queue + " empty", status -> status.queue(queue).isEmpty());
    }

    /**
     * Has so many workers of a service from now on, and waits until they are ready.
     *
     * @param service such as {@code printer}
     * @param workers at least 0
     * @return the first status that is so
     * @throws AssertionError with the last status and the logs, when it is not in time
     */
    public FleetStatus scale(String service, int workers) {
        ask("scale", Map.of("service", service, "to", Integer.toString(workers)));
        return await(workers + " workers of " + service, status -> {
            List<FleetStatus.Worker> all = status.workers().stream()
                    .filter(worker -> worker.service().equals(service))
                    .toList();
            return all.size() == workers && status.isReady();
        });
    }

    /**
     * Kills a worker with {@code kill -9}, and waits until its next life is ready.
     *
     * @param worker such as {@code printer.1}
     * @return the first status with the next life
     * @throws IllegalStateException when it has no process
     * @throws AssertionError with the last status and the logs, when it is not in time
     */
    public FleetStatus kill(String worker) {
        FleetStatus.Worker victim = status().worker(worker);
        if (victim.pid() == null) {
            throw new IllegalStateException(worker + " has no process: " + victim.phase() + ", " + victim.reason());
        }
        ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
        return await("a new life of " + worker, status -> {
            FleetStatus.Worker now = status.worker(worker);
            return now.incarnation() > victim.incarnation() && now.isReady();
        });
    }

    /**
     * What a worker has printed, in all its lives.
     *
     * @param worker such as {@code printer.1}
     * @return its lines as they stand in its log file
     */
    public List<String> logs(String worker) {
        return lines(home().resolve("logs").resolve(worker + ".log"));
    }

    /**
     * Puts a job by the command {@code muster queue put}: this JVM needs no options for that.
     *
     * @param queue its name
     * @param payload as for {@link dev.muster.worker.WorkQueue#put}, but no bytes
     */
    public void put(String queue, Object payload) {
        String json = new String(InlineWorker.job(payload).payload(), StandardCharsets.UTF_8);
        run("queue", "put", queue, json);
    }

    /**
     * A queue of the fleet, opened in this JVM; close it. For that the JVM of the test needs the options that the exception names
     * (surefire: {@code argLine}).
     *
     * @param queue its name
     * @return to be closed, before the fleet
     * @throws IllegalStateException naming the options that are missing
     */
    public JobQueue open(String queue) {
        return JobQueues.open(queue, QueueLocation.url("chronicle", home().resolve("state/queues/" + queue)));
    }

    /**
     * Runs a command of the installation on this fleet, such as {@code run("queue", "ls")}.
     *
     * @param command its words, without {@code muster}
     * @return what it has printed
     * @throws AssertionError when its exit code is not 0, or it does not end in time
     */
    public String run(String... command) {
        List<String> words = new ArrayList<>(List.of(Installation.command().toString()));
        words.addAll(List.of(command));
        words.addAll(List.of("--home", home().toString()));
        try {
            Path output = Files.createTempFile(home(), "out", ".txt");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putIfAbsent("MUSTER_JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            boolean ended = awaitEnd(process);
            String printed = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("muster " + String.join(" ", command) + ": "
                        + (ended ? "exit " + process.exitValue() : "does not end") + "\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean awaitEnd(Process process) {
        try {
            return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * What the master and the workers have said last.
     *
     * @return the last lines of each log, for people
     */
    public String story() {
        StringBuilder story = new StringBuilder("---- console\n");
        append(story, console());
        try (Stream<Path> logs = Files.list(home().resolve("logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).sorted().toList()) {
                append(story.append("---- ").append(log.getFileName()).append('\n'), log);
            }
        } catch (IOException e) {
            story.append("no logs: ").append(e).append('\n');
        }
        return story.toString();
    }

    private static void append(StringBuilder story, Path file) {
        List<String> lines = lines(file);
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                .forEach(line -> story.append(line).append('\n'));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file)
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                            .lines()
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shuts the fleet down in order, by force if it does not end, and removes its home. */
    @Override
    public void close() {
        Process ending = master;
        master = null;
        if (ending != null) {
            shutDown(ending);
        }
        Path old = home;
        home = null;
        if (old != null) {
            remove(old);
        }
    }

    private void shutDown(Process ending) {
        List<ProcessHandle> all = ending.descendants().toList();
        try {
            if (ending.isAlive()) {
                ask("shutdown", Map.of());
            }
        } catch (IllegalStateException | IllegalArgumentException unheard) {
            ending.destroy();
        }
        if (!awaitEnd(ending)) {
            ending.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(ending);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ofClass = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!ofClass) {
            start();
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent() && home != null) {
            System.err.println(context.getDisplayName() + " has failed; its fleet said\n" + story());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!ofClass) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }
}
