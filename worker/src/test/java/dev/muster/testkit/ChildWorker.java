package dev.muster.testkit;

import dev.muster.wire.WorkerEnvironment;
import dev.muster.worker.WorkerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own, started as a master starts it. Its output is collected as it comes. */
public final class ChildWorker implements AutoCloseable {
    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();

    private ChildWorker(Process process) {
        this.process = process;
        reader = new Thread(this::collect, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    public static ChildWorker start(Class<?> main, Map<String, String> variables) throws IOException {
        return start(List.of(WorkerMain.class.getName(), main.getName()), variables);
    }

    /** As a {@code jar} or {@code command} is: by its own main, without the SDK's. */
    public static ChildWorker program(Class<?> main, Map<String, String> variables) throws IOException {
        return start(List.of(main.getName()), variables);
    }

    private static ChildWorker start(List<String> main, Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>();
        // A build in the background of a shell ignores INT, and so would a JVM that inherits it.
        command.addAll(List.of("env", "--default-signal"));
        command.addAll(ChildJvm.command("-Xmx64m"));
        command.addAll(main);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put(WorkerEnvironment.WORKER, "fixture.1");
        builder.environment().put(WorkerEnvironment.GRACE_MS, "20000");
        builder.environment().putAll(variables);
        return new ChildWorker(builder.start());
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for a line that contains the text. */
    public String awaitLine(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (line.contains(text)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || !reader.isAlive()) {
                    throw new AssertionError("no line with \"" + text + "\" in " + lines);
                }
                lines.wait(Math.min(left, 100));
            }
        }
    }

    /** Sends a signal by its name without SIG. */
    public void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill -" + name + " ended with " + code);
        }
    }

    /** Sends a byte to its standard input. */
    public void poke() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits for the end; 128 + n when killed by signal n. All output has been collected then. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after 30 s, said " + output());
        }
        reader.join();
        return process.exitValue();
    }

    public List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void collect() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
