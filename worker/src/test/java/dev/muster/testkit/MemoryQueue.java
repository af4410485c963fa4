package dev.muster.testkit;

import dev.muster.queue.Capabilities;
import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetters;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueAdmin;
import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.QueueStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A queue within one process, which writes down how each lease was settled. Thread-safe. */
public final class MemoryQueue implements JobQueue {
    private record Entry(JobId id, Job job, int attempt) {}

    private final int bound;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final List<String> settled = Collections.synchronizedList(new ArrayList<>());
    private final Map<JobId, CompletableFuture<JobResult>> results = new ConcurrentHashMap<>();
    private final Map<JobId, byte[]> saved = new ConcurrentHashMap<>();
    private final Map<String, Instant> ticks = new ConcurrentHashMap<>();
    private volatile Runnable onClaim = () -> {};
    private final Set<JobId> cancelled = ConcurrentHashMap.newKeySet();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long puts;
    private long running;
    private long done;
    private boolean closed;

    public MemoryQueue(int bound) {
        this.bound = bound;
    }

    /** Such as {@code "1 ack"}, {@code "2 retry why"}, in order. */
    public List<String> settled() {
        return List.copyOf(settled);
    }

    public synchronized boolean closed() {
        return closed;
    }

    /** Runs within each poll that claims, before it returns. */
    public void onClaim(Runnable action) {
        onClaim = action;
    }

    /** Claimed and not settled. */
    public synchronized long running() {
        return running;
    }

    @Override
    public synchronized CompletionStage<JobId> put(Job job) {
        if (waiting.size() >= bound) {
            return CompletableFuture.failedFuture(
                    QueueFullException.backlog("memory", waiting.size(), bound, List.of()));
        }
        JobId id = JobId.of(++puts);
        waiting.add(new Entry(id, job, 1));
        notifyAll();
        return CompletableFuture.completedFuture(id);
    }

    @Override
    public CompletionStage<List<JobId>> putAll(List<Job> jobs) {
        CompletionStage<List<JobId>> ids = CompletableFuture.completedFuture(new ArrayList<>());
        for (Job job : jobs) {
            ids = ids.thenCombine(put(job), (before, id) -> {
                before.add(id);
                return before;
            });
        }
        return ids;
    }

    @Override
    public synchronized CompletionStage<Optional<JobId>> putOnce(String timetable, Instant tick, Job job) {
        if (!ticks.getOrDefault(timetable, Instant.MIN).isBefore(tick)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return put(job).thenApply(id -> {
            ticks.put(timetable, tick);
            return Optional.of(id);
        });
    }

    @Override
    public CompletionStage<JobResult> submit(Job job) {
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        return put(job).thenCompose(id -> {
            results.put(id, result);
            return result;
        });
    }

    @Override
    public Consumer openConsumer() {
        return new MemoryConsumer();
    }

    /** As if somebody had cancelled a job that runs, on this thread. */
    public void cancel(JobId id) {
        cancelled.add(id);
        listeners.forEach(Runnable::run);
    }

    @Override
    public void onCancel(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized QueueStats stats() {
        return new QueueStats(waiting.size(), 0, running, 0, done, puts, 0);
    }

    @Override
    public QueueCounters counters() {
        return QueueCounters.NONE;
    }

    @Override
    public QueueAdmin admin() {
        throw new UnsupportedOperationException("nobody operates a queue in memory");
    }

    @Override
    public DeadLetters deadLetters() {
        throw new UnsupportedOperationException("the dead are forgotten");
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(false, false, true);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private synchronized boolean settle(Entry entry, String how) {
        settled.add(entry.id() + " " + how);
        running--;
        if (how.equals("ack")) {
            done++;
        } else if (how.equals("release")) {
            waiting.addFirst(entry);
        }
        notifyAll();
        return true;
    }

    private final class MemoryConsumer implements Consumer {
        private boolean awake;
        private boolean draining;

        @Override
        public List<Lease> poll(int max, Duration timeout) {
            synchronized (MemoryQueue.this) {
                long deadline = System.nanoTime() + timeout.toNanos();
                while (waiting.isEmpty() && !awake && !draining) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return List.of();
                    }
                    try {
                        MemoryQueue.this.wait(left / 1_000_000, (int) (left % 1_000_000));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return List.of();
                    }
                }
                if (awake || draining) {
                    awake = false;
                    return List.of();
                }
                List<Lease> claimed = new ArrayList<>();
                while (claimed.size() < max && !waiting.isEmpty()) {
                    running++;
                    claimed.add(new MemoryLease(waiting.removeFirst()));
                }
                onClaim.run();
                return claimed;
            }
        }

        @Override
        public void wakeup() {
            synchronized (MemoryQueue.this) {
                awake = true;
                MemoryQueue.this.notifyAll();
            }
        }

        @Override
        public void drain() {
            synchronized (MemoryQueue.this) {
                draining = true;
            }
        }

        @Override
        public void close() {}
    }

    private final class MemoryLease implements Lease {
        private final Entry entry;

        MemoryLease(Entry entry) {
            this.entry = entry;
        }

        @Override
        public JobId id() {
            return entry.id();
        }

        @Override
        public Job job() {
            return entry.job();
        }

        @Override
        public int attempt() {
            return entry.attempt();
        }

        @Override
        public void checkpoint(byte[] state) {
            saved.put(entry.id(), state);
        }

        @Override
        public Optional<byte[]> checkpoint() {
            return Optional.ofNullable(saved.get(entry.id()));
        }

        @Override
        public boolean cancelled() {
            return cancelled.contains(entry.id());
        }

        @Override
        public int crashes() {
            return 0;
        }

        @Override
        public boolean lost() {
            return false;
        }

        @Override
        public boolean ack() {
            return settle(entry, "ack");
        }

        @Override
        public boolean ack(JobResult result) {
            boolean acked = ack();
            CompletableFuture<JobResult> submitted = results.remove(entry.id());
            if (submitted != null) {
                submitted.complete(result);
            }
            return acked;
        }

        @Override
        public boolean retry(Duration delay, String why) {
            return settle(entry, "retry " + why);
        }

        @Override
        public boolean release() {
            return settle(entry, "release");
        }

        @Override
        public boolean snooze(Duration delay) {
            return settle(entry, "snooze");
        }

        @Override
        public boolean bury(String why, @Nullable Throwable error) {
            return settle(entry, "bury " + why);
        }
    }
}
