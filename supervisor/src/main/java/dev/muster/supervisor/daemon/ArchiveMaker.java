package dev.muster.supervisor.daemon;

import dev.muster.supervisor.archive.Fit;
import dev.muster.supervisor.archive.JvmWords;
import dev.muster.supervisor.archive.Shelf;
import dev.muster.supervisor.archive.Trees;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.ExitListener;
import dev.muster.supervisor.process.OutputTail;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.SpawnRequest;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.Attributes;
import dev.muster.wire.Json;
import dev.muster.wire.QueueAddress;
import dev.muster.wire.WorkerEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes archives of classes, one at a time, by running a JVM of the workers' kind through what workers do: see {@code
 * dev.muster.worker.ClassTour}. It is a process of its own, at a lower priority and in nobody's way: no worker pauses or ends later for it.
 * One thread, which is started with the first order. Thread-safe.
 */
final class ArchiveMaker implements Archives.Maker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMaker.class);
    private static final String TOUR = "dev.muster.worker.ClassTour";
    private static final String WORKER_MAIN = "dev.muster.worker.WorkerMain";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long ROOM = 256 << 20;
    /** Not behind everybody: on a busy machine it would never come to its end. */
    private static final Attributes LOW_PRIORITY = new Attributes(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.of(10),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final int SIGKILL = 9;
    private static final long LAST_MOMENT_MS = 500;

    /** How long a worker is to be ready before its list of classes is taken for complete. */
    private static final Duration AFTER = Duration.ofMillis(Long.getLong("muster.archive.after-ms", 20_000));

    private record Task(Archives.Order order, Archives told) {}

    private final Shelf shelf;
    private final Reaper reaper;
    private final OutputTails tails;
    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Set<Fit> taken = new HashSet<>(); // guarded by itself
    private final Thread thread = Threads.daemon("muster-archive", this::run);
    private volatile boolean closing;

    /** Clears up after a former master, before a worker is started. */
    ArchiveMaker(Shelf shelf, Reaper reaper, OutputTails tails) {
        this.shelf = shelf;
        this.reaper = reaper;
        this.tails = tails;
        try {
            shelf.sweep();
        } catch (IOException e) {
            LOG.debug("archives: what is old stays", e);
        }
    }

    /** Makes it after a while, unless it is under way. */
    @Override
    public void order(Archives.Order order, Archives told) {
        synchronized (taken) {
            if (closing || !taken.add(order.fit())) {
                return;
            }
            if (thread.getState() == Thread.State.NEW) {
                thread.start(); // it lives as long as the master: the kernel takes its end for the death of its
                // children's parent
            }
        }
        CompletableFuture.delayedExecutor(AFTER.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> tasks.add(new Task(order, told)));
    }

    private void run() {
        Spawner spawner = new Spawner();
        while (!closing) {
            try {
                make(tasks.take(), spawner);
            } catch (InterruptedException end) {
                return;
            } catch (RuntimeException | Error fault) {
                LOG.error("archives: a fault was skipped, the next order is waited for", fault);
            }
        }
    }

    private void make(Task task, Spawner spawner) throws InterruptedException {
        Archives.Order order = task.order();
        long begun = System.nanoTime();
        Path scratch = shelf.scratch(order.fit(), "tour");
        try {
            Trees.delete(scratch);
            Files.createDirectory(scratch);
            if (Files.getFileStore(scratch).getUsableSpace() < ROOM) {
                LOG.debug(
                        "{}: no archive is made while the disk is full",
                        order.fit().service());
                return;
            }
            Path archive = scratch.resolve("archive");
            for (List<String> command : commands(order, archive)) {
                run(command, environment(order, scratch), scratch, spawner);
            }
            if (Files.notExists(archive)) {
                throw new IOException("the JVM wrote none");
            }
            Shelf.Entry entry = shelf.put(archive, order.fit());
            task.told().made(entry, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        } catch (IOException | SpawnException e) {
            if (!closing) {
                task.told().failed(order.fit(), String.valueOf(e.getMessage()));
            }
        } finally {
            clear(scratch);
            clear(order.list());
            synchronized (taken) {
                taken.remove(order.fit());
            }
        }
    }

    private static void clear(Path path) {
        try {
            Trees.delete(path);
        } catch (IOException e) {
            LOG.debug("{} stays until the next start: {}", path, e.toString());
        }
    }

    /** One after the other: before Java 24 a JVM leaves the archive when it ends, since then it leaves a record that another makes one of. */
    static List<List<String>> commands(Archives.Order order, Path archive) {
        if (order.fit().feature() < JvmWords.AOT) {
            return List.of(command(order, "-XX:ArchiveClassesAtExit=" + archive));
        }
        String record = "-XX:AOTConfiguration=" + archive + ".record";
        return List.of(
                command(order, "-XX:AOTMode=record", record),
                command(order, "-XX:AOTMode=create", record, "-XX:AOTCache=" + archive));
    }

    private static List<String> command(Archives.Order order, String... archiving) {
        List<String> words = new ArrayList<>(List.of(order.java().toString()));
        words.addAll(order.options());
        if (order.fit().feature() < JvmWords.AOT) {
            words.add("-XX:TieredStopAtLevel=1"); // since then what the compilers have learned is part of an archive
        }
        words.add("-Dslf4j.internal.verbosity=ERROR");
        words.addAll(List.of(archiving));
        words.addAll(List.of("-cp", String.join(":", order.classPath()), WORKER_MAIN, TOUR));
        return words;
    }

    private static Map<String, String> environment(Archives.Order order, Path scratch) {
        Map<String, String> variables = new LinkedHashMap<>();
        Map<String, QueueAddress> queues = order.queue()
                ? Map.of("tour", new QueueAddress("tour", "chronicle:" + scratch.resolve("queue")))
                : Map.of();
        variables.putAll(new WorkerEnvironment(
                        order.fit().service() + ".1",
                        1,
                        Optional.empty(),
                        Json.write(Map.of("classes", order.list().toString(), "queue", order.queue())),
                        queues,
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Optional.empty())
                .variables());
        variables.put("LANG", "C.UTF-8");
        return variables;
    }

    private void run(List<String> command, Map<String, String> variables, Path directory, Spawner spawner)
            throws SpawnException, IOException, InterruptedException {
        OutputTail tail = tails.open();
        CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
        try {
            Child child = spawner.spawn(new SpawnRequest(
                    command,
                    "muster: archive of classes",
                    variables,
                    directory,
                    tail.path(),
                    tail.path(),
                    LOW_PRIORITY,
                    true,
                    Optional.empty()));
            tail.begun();
            reaper.watch(child, new End(ended));
            ExitStatus status = await(child, ended);
            if (status.code() != 0) {
                throw new IOException("its JVM ended with " + status + tail.afterReason());
            }
        } finally {
            tail.release();
        }
    }

    private static ExitStatus await(Child child, CompletableFuture<ExitStatus> ended)
            throws IOException, InterruptedException {
        try {
            return ended.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException end) {
            child.signalGroup(SIGKILL);
            throw end;
        } catch (TimeoutException late) {
            child.signalGroup(SIGKILL);
            throw new IOException("it took longer than " + PATIENCE.toMinutes() + " minutes", late);
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }

    private record End(CompletableFuture<ExitStatus> ended) implements ExitListener {
        @Override
        public void exited(Child child, ExitStatus status) {
            ended.complete(status);
        }

        @Override
        public void groupEmpty(Child child) {
            // nobody waits for that
        }
    }

    /** Ends what is under way; it is made by the next master. */
    @Override
    public void close() {
        synchronized (taken) {
            closing = true;
        }
        thread.interrupt();
        try {
            thread.join(LAST_MOMENT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
