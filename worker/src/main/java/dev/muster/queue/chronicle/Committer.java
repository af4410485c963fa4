package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Uninterrupted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit: whoever waits for his jobs to be on disk waits together with all who came while the last group was written. One thread
 * a process writes, with file channels of its own: a force through any of them takes along what other channels and mappings
 * changed. Thread-safe.
 */
final class Committer {

    private record Waiting(Set<Integer> segments, CompletableFuture<?> stage, Runnable complete) {}

    private final JournalFiles files;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Waiting> next = new ArrayList<>();
    private boolean closed;

    Committer(QueueDirectory directory) {
        this.files = new JournalFiles(directory);
        this.thread = new Thread(
                this::run, "muster-commit-" + directory.files().directory().getFileName());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Completes with the result once the jobs are on disk, exceptionally when they cannot be written; they may run even then.
     *
     * @param ids the jobs, already appended
     */
    <T> CompletableFuture<T> commit(List<Long> ids, T result) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        Set<Integer> segments = new HashSet<>();
        ids.forEach(id -> segments.add(JobIds.segment(id)));
        Waiting waiting = new Waiting(segments, stage, () -> stage.complete(result));
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the queue is closed");
            }
            next.add(waiting);
            changed.signal();
        } finally {
            lock.unlock();
        }
        return stage;
    }

    private void run() {
        try {
            for (List<Waiting> group = await(); !group.isEmpty(); group = await()) {
                write(group);
            }
        } finally {
            files.close();
        }
    }

    /** @return those who wait; nobody once this is closed */
    private List<Waiting> await() {
        lock.lock();
        try {
            while (next.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Waiting> group = next;
            next = new ArrayList<>();
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Waiting> group) {
        Set<Integer> segments = new HashSet<>();
        group.forEach(waiting -> segments.addAll(waiting.segments()));
        try {
            CrashPoint.FORCING.reach();
            files.force(segments);
            CrashPoint.FORCED.reach();
        } catch (IOException | RuntimeException | Error e) {
            group.forEach(waiting -> waiting.stage().completeExceptionally(e));
            return;
        }
        group.forEach(waiting -> waiting.complete().run());
    }

    /** Writes what waits, then ends. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        Uninterrupted.join(thread);
    }
}
