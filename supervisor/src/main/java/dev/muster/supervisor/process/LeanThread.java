package dev.muster.supervisor.process;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A thread that shares no open files with the others: it has a table of its own with nothing in it but 0 to 2. What is spawned there
 * begins with a copy of that table, and not of one with thousands of files, which it would have to close one by one before it can
 * execute its program: with 4000 files that is half a millisecond, half of all that a spawn costs.
 *
 * <p>What runs here must open nothing and use nothing that is open, class files included; so it does not leave the others' table
 * before it has done each of its steps once. close_range(2) with CLOSE_RANGE_UNSHARE needs Linux 5.9 and no privilege; where it is
 * refused, the thread keeps sharing its files and does its work all the same. Thread-safe.
 */
final class LeanThread {

    private static final int FIRST_OF_OURS = 3;
    private static final int LAST = -1;
    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final int REHEARSALS = 2;
    /** What has a JVM use files of its own wherever it likes, or may say so in a file. With a second colon a log has an output. */
    private static final Pattern OWN_FILES = Pattern.compile(
            "UseZGC|-Xlog:[^:\\s]*:|-Xloggc:|-XX:(LogFile|Flags|VMOptionsFile)|-(javaagent|agentpath|agentlib):|(^|\\s)@");

    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private volatile boolean lean;
    private volatile boolean refused;
    private volatile boolean ended;
    private int done;

    private record Task(IntSupplier work, CompletableFuture<Integer> result) {}

    /**
     * Never ends: to the kernel it is the parent of what it spawns.
     *
     * @return empty where there is to be none, or no thread can be made now
     */
    static Optional<LeanThread> start() {
        if (!isWise()) {
            return Optional.empty();
        }
        LeanThread started = new LeanThread();
        Thread thread = new Thread(started::run, "muster-spawn");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError noMoreThreads) {
            return Optional.empty();
        }
        return Optional.of(started);
    }

    private static boolean isWise() {
        return isWise(Stream.concat(
                ProgramImage.commandLine().stream(),
                Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                        .map(System::getenv)
                        .filter(Objects::nonNull)));
    }

    /**
     * A JVM may use files of its own on any thread: as the memory of its heap (ZGC), for its log, and in agents. Where it was told to, it
     * keeps them.
     */
    static boolean isWise(Stream<String> options) {
        return options.noneMatch(words -> OWN_FILES.matcher(words).find());
    }

    /** Whether it has a table of its own. */
    boolean isLean() {
        return lean;
    }

    /** Whether it cannot have one here, or has ended. */
    boolean isRefused() {
        return refused;
    }

    /**
     * Has something done there, and waits for the result.
     *
     * @throws java.util.concurrent.CompletionException with what the work has thrown
     */
    int call(IntSupplier work) {
        Task task = new Task(work, new CompletableFuture<>());
        tasks.add(task);
        if (ended) {
            task.result.completeExceptionally(new IllegalStateException("the thread that spawns has ended"));
        }
        return task.result.join();
    }

    private void run() {
        try {
            while (true) {
                work(tasks.take());
            }
        } catch (InterruptedException | RuntimeException | Error end) {
            refused = true;
            ended = true;
            for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
                task.result.completeExceptionally(end);
            }
        }
    }

    private void work(Task task) {
        try {
            if (done == REHEARSALS && !lean && !refused) {
                lean = Libc.close_range(FIRST_OF_OURS, LAST, CLOSE_RANGE_UNSHARE) == 0;
                refused = !lean;
            }
            done = Math.min(REHEARSALS, done + 1);
            task.result.complete(task.work.getAsInt());
        } catch (RuntimeException | Error e) {
            task.result.completeExceptionally(e);
        }
    }
}
