package dev.muster.supervisor.process;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A spawner, a reaper, and a directory for the children of one test; kills what the test left behind. Test thread only. */
final class Sandbox implements AutoCloseable {

    static final int KILL = 9;
    static final int TERM = 15;
    static final int CONT = 18;
    static final int STOP = 19;

    final Path dir;
    final Reaper reaper = Reaper.start();
    private final Spawner spawner = new Spawner();
    private final List<Child> children = new ArrayList<>();
    private final Set<Child> watchedHere = ConcurrentHashMap.newKeySet();
    private final Map<Child, ExitStatus> ended = new ConcurrentHashMap<>();
    private final Map<Child, Boolean> empty = new ConcurrentHashMap<>();

    Sandbox(Path dir) {
        this.dir = dir;
        Fifo.create(out());
        Fifo.create(err());
    }

    Path out() {
        return dir.resolve("x.out");
    }

    Path err() {
        return dir.resolve("x.err");
    }

    /** A request with the usual things around the command. */
    SpawnRequest request(String... argv) {
        return new SpawnRequest(
                Arrays.asList(argv),
                argv[0],
                Map.of("PATH", "/usr/bin:/bin"),
                dir,
                out(),
                err(),
                Optional.empty(),
                false);
    }

    /** Spawns without watching. */
    Child bear(SpawnRequest request) {
        try {
            Child child = spawner.spawn(request);
            children.add(child);
            return child;
        } catch (SpawnException e) {
            throw new AssertionError(e);
        }
    }

    SpawnException refused(SpawnRequest request) {
        try {
            throw new AssertionError("was spawned: " + spawner.spawn(request));
        } catch (SpawnException e) {
            return e;
        }
    }

    Child spawn(SpawnRequest request) {
        Child child = bear(request);
        watch(child);
        return child;
    }

    Child spawn(String... argv) {
        return spawn(request(argv));
    }

    void watch(Child child) {
        watch(child, reaper);
    }

    void watch(Child child, Reaper watching) {
        if (watching == reaper) {
            watchedHere.add(child);
        }
        watching.watch(child, new ExitListener() {
            @Override
            public void exited(Child dead, ExitStatus status) {
                if (ended.put(dead, status) != null) {
                    throw new AssertionError("told twice of the end of " + dead);
                }
            }

            @Override
            public void groupEmpty(Child dead) {
                if (!ended.containsKey(dead) || empty.put(dead, true) != null) {
                    throw new AssertionError("group of " + dead + " was told empty out of turn");
                }
            }
        });
    }

    ExitStatus exitOf(Child child) {
        Await.until("the end of " + child, () -> ended.containsKey(child));
        ExitStatus status = ended.get(child);
        if (status == null) {
            throw new AssertionError("no status of " + child);
        }
        return status;
    }

    boolean hasEnded(Child child) {
        return ended.containsKey(child);
    }

    boolean groupIsEmpty(Child child) {
        return empty.containsKey(child);
    }

    void awaitEmptyGroup(Child child) {
        Await.until("the group of " + child + " to be empty", () -> groupIsEmpty(child));
    }

    /** Waits until a child has written a whole line into a file of the sandbox. */
    String line(String file) {
        Path path = dir.resolve(file);
        Await.until("a line in " + path, () -> read(path).endsWith("\n"));
        return read(path).strip();
    }

    static String read(Path path) {
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isAlive(int pid) {
        return ProcStat.read(pid).filter(ProcStat::isAlive).isPresent();
    }

    /** Leaves no zombie: as long as there is one, the reapers of later tests find no stranger behind it. */
    @Override
    public void close() {
        children.forEach(child -> child.signalGroup(KILL));
        List<Child> open = children.stream()
                .filter(child -> !ended.containsKey(child) && child.pidfd().isOpen())
                .toList();
        open.forEach(child -> child.signal(KILL));
        open.stream().filter(watchedHere::contains).forEach(this::exitOf);
        reaper.close();
    }
}
