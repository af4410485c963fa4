package dev.muster.queue.chronicle;

import dev.muster.testkit.Await;
import dev.muster.testkit.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM that runs {@link CrashProgram}. */
final class Child {

    /** How the file begins that a JVM leaves which dies of a fault of its own. */
    static final String CRASH_FILE = "hs_err_pid";

    private final Process process;
    private final Path journal;
    private final Path output;
    private final long startTicks;

    private Child(Process process, Path journal, Path output) {
        this.process = process;
        this.journal = journal;
        this.output = output;
        this.startTicks = startTicks(process.pid());
    }

    static Child start(Path directory, String role, String target, String stopAt, String... more) {
        List<String> arguments = new ArrayList<>(List.of(target, stopAt));
        arguments.addAll(List.of(more));
        return start(directory, role, List.of(), arguments);
    }

    /**
     * Starts one with flags of its own for its JVM.
     *
     * @param arguments the queue, where to stop, and further ones by role
     */
    static Child start(Path directory, String role, List<String> flags, List<String> arguments) {
        return start(directory, role, Map.of(), flags, arguments);
    }

    /** @param variables of the environment, beside those of this process */
    static Child start(
            Path directory, String role, Map<String, String> variables, List<String> flags, List<String> arguments) {
        Path journal = unique(directory, role, ".journal");
        Path output = unique(directory, role, ".out");
        List<String> command = ChildJvm.command("-Xmx128m", "-XX:-CreateCoredumpOnCrash");
        command.add("-XX:ErrorFile=" + directory.resolve(CRASH_FILE + "%p.log"));
        command.addAll(flags);
        command.add(CrashProgram.class.getName());
        command.addAll(List.of(role, arguments.get(0), journal.toString()));
        command.addAll(arguments.subList(1, arguments.size()));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            Process process = builder.start();
            return new Child(process, journal, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path unique(Path directory, String role, String suffix) {
        try {
            return Files.createTempFile(directory, role, suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21)[19]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int pid() {
        return (int) process.pid();
    }

    long startTicks() {
        return startTicks;
    }

    Path journal() {
        return journal;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has written more than that it is ready. */
    boolean hasWorked() {
        return journal.toFile().length() > 100;
    }

    /** Waits for a line of its journal that begins so. */
    Child await(String prefix) {
        Await.until(prefix + " in " + journal + ", output " + output(), () -> {
            if (!process.isAlive() && !has(prefix)) {
                throw new AssertionError("died before it said " + prefix + ": " + output());
            }
            return has(prefix);
        });
        return this;
    }

    private boolean has(String prefix) {
        return Journal.lines(journal).stream().anyMatch(line -> line.startsWith(prefix));
    }

    /** What it said on stdout and stderr. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its pid and what its threads are doing. */
    String threads() {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Integer.toString(pid()),
                            "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return "\n== " + pid() + " " + journal.getFileName() + "\n"
                    + new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8) + output();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** SIGSTOP, or SIGCONT. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Integer.toString(pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How it ended; 128 and the signal's number for one. */
    int exitStatus() {
        return process.exitValue();
    }

    /** kill -9, and reaps it. */
    void kill() {
        process.destroyForcibly();
        join();
    }

    void join() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
