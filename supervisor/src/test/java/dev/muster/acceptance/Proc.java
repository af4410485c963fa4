package dev.muster.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process as {@code /proc} knows it: a pid alone may belong to somebody else by now, and a zombie is not alive. Immutable.
 *
 * @param startTicks field 22 of {@code /proc/<pid>/stat}
 */
record Proc(int pid, long startTicks) {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int START = 19;
    private static final int POLICY = 38;

    static Optional<Proc> find(int pid) {
        return fields(pid)
                .filter(fields -> isLive(fields[STATE]))
                .map(fields -> new Proc(pid, Long.parseLong(fields[START])));
    }

    static Proc of(int pid) {
        return find(pid).orElseThrow(() -> new AssertionError("there is no live process " + pid));
    }

    /** Every live process that has {@code NAME=value} in its environment. */
    static List<Proc> withVariable(String variable) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .map(Integer::parseInt)
                    .filter(pid -> environment(pid).contains(variable))
                    .flatMap(pid -> find(pid).stream())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("cannot list /proc", e);
        }
    }

    boolean isAlive() {
        return find(pid).filter(this::equals).isPresent();
    }

    int parent() {
        return fields(pid).map(fields -> Integer.parseInt(fields[PARENT])).orElse(0);
    }

    /** The process group that it is in. */
    int group() {
        return fields(pid).map(fields -> Integer.parseInt(fields[GROUP])).orElse(0);
    }

    /** The live processes whose parent it is. */
    List<Proc> children() {
        return childPids().flatMap(child -> find(child).stream()).toList();
    }

    /** How many of its children are dead, and nobody has asked how they ended. */
    long zombies() {
        return childPids()
                .filter(child -> fields(child)
                        .filter(fields -> fields[STATE].equals("Z"))
                        .isPresent())
                .count();
    }

    private Stream<Integer> childPids() {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries
                    .map(path -> path.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .map(Integer::parseInt)
                    .filter(other -> new Proc(other, 0).parent() == pid)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new AssertionError("cannot list /proc", e);
        }
    }

    /** How many files it has open, and how many threads. */
    List<Integer> holdings() {
        return List.of(count("fd"), count("task"));
    }

    /** How the kernel schedules its threads, as sched(7) counts the policies. */
    Set<Integer> policies() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            return threads.flatMap(thread -> fields("/proc/" + pid + "/task/" + thread.getFileName()).stream())
                    .map(fields -> Integer.valueOf(fields[POLICY]))
                    .collect(Collectors.toSet());
        } catch (IOException ended) {
            return Set.of();
        }
    }

    private int count(String directory) {
        try (Stream<Path> entries = Files.list(Path.of("/proc", String.valueOf(pid), directory))) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new AssertionError("cannot look into process " + pid, e);
        }
    }

    /** The words of its command line. */
    List<String> commandLine() {
        return List.of(read("/proc/" + pid + "/cmdline").split("\0"));
    }

    void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + " " + pid + " ended with " + code);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run kill", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static boolean isLive(String state) {
        return !state.equals("Z") && !state.equals("X");
    }

    private static List<String> environment(int pid) {
        return List.of(read("/proc/" + pid + "/environ").split("\0"));
    }

    /** What follows the name, which is in parentheses and may contain anything; first comes the state. */
    private static Optional<String[]> fields(int pid) {
        return fields("/proc/" + pid);
    }

    private static Optional<String[]> fields(String task) {
        String stat = read(task + "/stat");
        return stat.isEmpty()
                ? Optional.empty()
                : Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    }

    /** Empty when the process is gone or not ours to look at. */
    private static String read(String path) {
        try {
            return new String(Files.readAllBytes(Path.of(path)), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }
}
