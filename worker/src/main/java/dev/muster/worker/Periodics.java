package dev.muster.worker;

import dev.muster.concurrent.Periodic;
import dev.muster.concurrent.PeriodicTasks;
import dev.muster.concurrent.Watcher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The periodic tasks of this worker; nothing of them is loaded before the first one. Thread-safe. */
final class Periodics {
    private final String worker;
    private @Nullable PeriodicTasks tasks; // guarded by this
    private boolean stopped; // guarded by this
    private @Nullable InstantSource hand; // guarded by this; null when they have threads

    Periodics(String worker) {
        this.worker = worker;
    }

    /** @throws StoppingException once they were stopped */
    synchronized Watcher add(Periodic when, Periodic.Task task) {
        if (stopped) {
            throw new StoppingException(worker);
        }
        PeriodicTasks known = tasks;
        if (known == null) {
            known = hand == null ? PeriodicTasks.create() : PeriodicTasks.byHand(hand);
            known.onFailure(this::failed);
            tasks = known;
        }
        return known.add(when, task);
    }

    /** Before there are any: they run in {@link #runDue} alone. */
    synchronized void byHand(InstantSource clock) {
        hand = clock;
    }

    /** Runs what is due, on the calling thread. @return how long until the next one is due; empty for never */
    Optional<Duration> runDue() {
        PeriodicTasks known;
        synchronized (this) {
            known = stopped ? null : tasks;
        }
        Duration left = known == null ? Duration.ofNanos(Long.MAX_VALUE) : known.runDue();
        return left.toNanos() == Long.MAX_VALUE ? Optional.empty() : Optional.of(left);
    }

    private void failed(Watcher watcher, Throwable failure) {
        if (watcher.snapshot().failuresInRow() == 1) {
            WorkerLog.warn(
                    worker + ": periodic task " + watcher.name()
                            + " has failed; it goes on, further failures in a row are not told",
                    failure);
        }
    }

    /** Their figures for people, under a heading; empty when there was never one. */
    String table() {
        PeriodicTasks known;
        synchronized (this) {
            known = tasks;
        }
        return known == null ? "" : "periodic tasks of " + worker + ":\n" + known.table();
    }

    /** Whether there was ever one. */
    synchronized boolean any() {
        return tasks != null;
    }

    /** No run begins any more. */
    synchronized void stop() {
        stopped = true;
        if (tasks != null) {
            tasks.stop();
        }
    }

    /** Waits for the runs that go on. */
    void awaitEnd() {
        PeriodicTasks known;
        synchronized (this) {
            known = tasks;
        }
        if (known != null) {
            known.close();
        }
    }
}
