package dev.muster.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where each task of a crew is, and what became of those that are nowhere any more. Guarded by the crew's lock. */
final class Books {
    private final Map<Task<?>, Runnable> delayed = new HashMap<>();
    private final LinkedHashSet<Task<?>> backlog = new LinkedHashSet<>();
    private final Set<Task<?>> running = new HashSet<>();
    private int untold;
    private long submitted;
    private long executed;
    private long failures;
    private long interrupted;
    private long cancelled;
    private long rejected;
    private Duration queueTime = Duration.ZERO;
    private Duration runTime = Duration.ZERO;

    ExecutorStatistics state(int threads) {
        return new ExecutorStatistics(
                submitted,
                executed,
                failures,
                interrupted,
                cancelled,
                rejected,
                queueTime,
                runTime,
                delayed.size(),
                backlog.size(),
                running.size(),
                threads);
    }

    int waiting() {
        return backlog.size();
    }

    int running() {
        return running.size();
    }

    boolean isEmpty() {
        return running.isEmpty() && backlog.isEmpty() && delayed.isEmpty() && untold == 0;
    }

    void accepted() {
        submitted++;
    }

    void refused() {
        submitted++;
        rejected++;
    }

    void delay(Task<?> task, Runnable takeBack) {
        delayed.put(task, takeBack);
        submitted++;
    }

    /** Its time has come: it is to be accepted or refused as if it came now. @return false when it was cancelled */
    boolean due(Task<?> task) {
        if (delayed.remove(task) == null) {
            return false;
        }
        submitted--;
        return true;
    }

    void waits(Task<?> task) {
        backlog.add(task);
    }

    void runs(Task<?> task) {
        running.add(task);
    }

    void runsNot(Task<?> task) {
        running.remove(task);
    }

    /** The task that waited longest; it waits no longer. */
    @Nullable
    Task<?> takeOldest() {
        if (backlog.isEmpty()) {
            return null;
        }
        Task<?> oldest = backlog.iterator().next();
        backlog.remove(oldest);
        return oldest;
    }

    /** It is nowhere any more, but its future does not know that yet: see {@link #told}. */
    void dropped(Task<?> task) {
        task.over = true;
        rejected++;
        untold++;
    }

    /** As {@link #dropped}, of one that is counted already. */
    void refused(Task<?> task) {
        task.over = true;
        untold++;
    }

    /** One of those futures is done. */
    void told() {
        untold--;
    }

    /** Before it began, wherever it was. */
    void cancelled(Task<?> task) {
        task.over = true;
        cancelled++;
        Runnable takeBack = delayed.remove(task);
        if (takeBack != null) {
            takeBack.run();
        }
        backlog.remove(task);
        running.remove(task); // when it has been handed to a thread that has not begun
    }

    List<Task<?>> cancelDelayed() {
        List<Task<?>> all = List.copyOf(delayed.keySet());
        all.forEach(this::cancelled);
        return all;
    }

    /** Those too that have got a thread which has not begun them. */
    List<Task<?>> cancelWaiting() {
        List<Task<?>> all = new ArrayList<>(backlog);
        running.stream().filter(task -> task.runner == null).forEach(all::add);
        all.forEach(this::cancelled);
        return all;
    }

    void executed(Task<?> task, boolean failed, long now) {
        queueTime = queueTime.plusNanos(task.begunAt - task.queuedAt);
        runTime = runTime.plusNanos(now - task.begunAt);
        executed++;
        if (failed && !task.interrupted) {
            failures++;
        }
        task.over = true;
        task.runner = null;
        running.remove(task);
    }

    void interrupt(Task<?> task) {
        Thread runner = task.runner;
        if (runner != null && !task.interrupted) {
            task.interrupted = true;
            interrupted++;
            runner.interrupt();
        }
    }

    void interruptAll() {
        running.forEach(this::interrupt);
    }
}
