package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A home of its own with a master in it, from the built distribution. {@link #close} ends by force what a test has left,
 * and only that. Used by one thread.
 */
final class Fleet implements AutoCloseable {
    /** A build in the background of a shell ignores INT, one under nohup HUP, and so would a master that inherits it. */
    private static final List<String> DEFAULT_SIGNALS = List.of("env", "--default-signal");

    /** For what takes milliseconds on a quiet machine. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String MARK = "ACCEPTANCE_HOME";

    private final Distribution distribution = Distribution.built();
    private final Path home;
    private @Nullable Process master;

    private Fleet(Path home) {
        this.home = home;
    }

    /**
     * Makes a home with this configuration.
     *
     * @param configuration HOCON; {@code @classes@} stands for the class path with the workers of these tests
     */
    static Fleet of(String... configuration) {
        try {
            return at(Files.createTempDirectory("muster"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same in a directory of its own that exists. */
    static Fleet at(Path home, String... configuration) {
        Fleet fleet = new Fleet(home);
        fleet.configure(configuration);
        return fleet;
    }

    /** The demo as it is shipped, but for a faster producer. */
    static Fleet demo(String interval) {
        return of(
                "include file(\"" + Distribution.built().root().resolve("conf/muster.conf") + "\")",
                "muster.services.producer.settings.interval = " + interval);
    }

    /** Writes the configuration anew; a running master does not look until it is told to. */
    void configure(String... configuration) {
        String text = String.join("\n", configuration)
                .replace(
                        "@classes@",
                        Path.of("target", "test-classes").toAbsolutePath().toString());
        String mark = "muster.defaults.service.environment." + MARK + " = \"" + home + "\"\n";
        try {
            Files.writeString(configuration(), text + "\n" + mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code muster run} and returns at once. */
    Fleet run() {
        master = launch("run");
        return this;
    }

    /** Starts {@code muster daemon}, whose workers outlive it, and returns at once. */
    Fleet daemon() {
        master = launch("daemon");
        return this;
    }

    /** Starts a master by another launcher, to whose words the home is added; its own processes carry the mark as well. */
    Fleet runBy(String... launcher) {
        List<String> words = new ArrayList<>(DEFAULT_SIGNALS);
        words.addAll(List.of(launcher));
        words.addAll(List.of("--home", home.toString()));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put(MARK, home.toString());
        master = start(builder);
        return this;
    }

    Process launch(String... arguments) {
        return start(command(arguments));
    }

    private Process start(ProcessBuilder builder) {
        try {
            return builder.redirectOutput(
                            ProcessBuilder.Redirect.appendTo(console().toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one command of the CLI to its end. */
    Result muster(String... arguments) {
        String words = String.join(" ", arguments);
        try {
            Path out = Files.createTempFile(home, "out", ".txt");
            Path err = Files.createTempFile(home, "err", ".txt");
            Process process = command(arguments)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("`muster " + words + "` did not end within " + PATIENCE.toSeconds() + " s");
            }
            return new Result(words, process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted in `muster " + words + "`", e);
        }
    }

    /** Fails when no master answers. */
    Status status() {
        try (ControlSocket socket = new ControlSocket(controlSocket())) {
            return socket.status();
        } catch (IOException e) {
            throw new AssertionError("no status from " + controlSocket() + "\n" + story(), e);
        }
    }

    Status awaitReady(int workers) {
        return await(workers + " READY workers", status -> status.ready() == workers);
    }

    Status awaitWorker(String id, Predicate<Status.Worker> condition) {
        return await(id, status -> status.workers().stream()
                .anyMatch(worker -> worker.id().equals(id) && condition.test(worker)));
    }

    /** Asks for the status until the condition holds; a master that does not answer yet is asked again. */
    Status await(String what, Predicate<Status> condition) {
        List<Status> last = new ArrayList<>(1);
        try {
            Await.within(PATIENCE, what, () -> {
                assertThat(master().isAlive()).as("the master lives").isTrue();
                List<Status> now = tryStatus();
                if (!now.isEmpty()) {
                    last.clear();
                    last.addAll(now);
                }
                return !now.isEmpty() && condition.test(now.get(0));
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nlast status: " + last + "\n" + story(), e);
        }
        return last.get(0);
    }

    Process master() {
        if (master == null) {
            throw new IllegalStateException("run() first");
        }
        return master;
    }

    Proc masterProcess() {
        return Proc.of((int) master().pid());
    }

    /** Waits for the end of the master and returns its exit code. */
    int awaitEnd() {
        try {
            if (!master().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the master does not end\n" + story());
            }
            return master().exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Workers and whatever they have started: each carries the mark of this home in its environment. */
    List<Proc> processes() {
        return Proc.withVariable(MARK + "=" + home);
    }

    Path home() {
        return home;
    }

    Path configuration() {
        return home.resolve("muster.conf");
    }

    Path controlSocket() {
        return home.resolve("run/control.sock");
    }

    /** What {@code muster run} has printed. */
    Path console() {
        return home.resolve("console.txt");
    }

    List<String> log(String worker) {
        return lines(home.resolve("logs").resolve(worker + ".log"));
    }

    List<String> masterLog() {
        return lines(home.resolve("logs/muster.log"));
    }

    /** What a failed test wants to know. */
    String story() {
        return "console:\n" + String.join("\n", lines(console())) + "\nmuster.log:\n" + String.join("\n", masterLog());
    }

    @Override
    public void close() {
        if (master != null) {
            master.destroyForcibly();
            awaitEnd();
        }
        for (Proc left : processes()) {
            left.signal("KILL");
        }
        try (Stream<Path> tree = Files.walk(home, new FileVisitOption[0])) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Status> tryStatus() {
        try (ControlSocket socket = new ControlSocket(controlSocket())) {
            return List.of(socket.status());
        } catch (IOException notYet) {
            return List.of();
        }
    }

    private ProcessBuilder command(String... arguments) {
        List<String> words = new ArrayList<>(DEFAULT_SIGNALS);
        words.add(distribution.command().toString());
        words.addAll(List.of(arguments));
        words.addAll(List.of("--home", home.toString()));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.redirectInput(Path.of("/dev/null").toFile());
        // The JVM of the tests decides which Java is tested.
        builder.environment().put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
