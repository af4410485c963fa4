package dev.muster.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks every so often, each on a thread of its own while it runs, so that a slow one does not delay another. A task never overlaps
 * itself. One that fails goes on at its next time. Spacings are monotonic: neither a clock that is set nor a machine that slept makes a
 * task run more than once for what it missed.
 *
 * <pre>{@code
 * try (PeriodicTasks tasks = PeriodicTasks.create()) {
 *     Watcher watcher = tasks.add(Periodic.every(Duration.ofSeconds(1)).named("poll"), this::poll);
 *     ...
 * }
 * }</pre>
 *
 * Thread-safe.
 */
public final class PeriodicTasks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTasks.class);

    private static final String IDLE = "muster-periodic-idle";

    /** How long to sleep at most, so that aligned tasks follow a clock that was set. */
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** When a task that the executor refused is offered again: that long after, give or take a tenth. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Executor executor;
    private final @Nullable ThreadPoolExecutor own; // when nobody gave us an executor
    private final boolean threaded;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private final DoubleSupplier random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Entry> entries = new ArrayList<>(); // guarded by lock, as all below
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Thread> running = new ArrayList<>();
    private boolean news;
    private boolean stopping;
    private boolean started;
    private BiConsumer<Watcher, Throwable> onFailure = PeriodicTasks::logFirst;

    PeriodicTasks(
            @Nullable Executor executor,
            boolean threaded,
            LongSupplier nanos,
            InstantSource wall,
            DoubleSupplier random) {
        this.own = executor == null ? threads() : null;
        this.executor = executor == null ? Objects.requireNonNull(own) : executor;
        this.threaded = threaded;
        this.nanos = nanos;
        this.wall = wall;
        this.random = random;
    }

    /**
     * Each task has a thread of its own while it runs.
     *
     * @return to be closed; its threads are no daemons
     */
    public static PeriodicTasks create() {
        return new PeriodicTasks(null, true, System::nanoTime, InstantSource.system(), () -> ThreadLocalRandom.current()
                .nextDouble());
    }

    /**
     * Runs go to an executor, which stays open. One that refuses a run is asked again in about a second; one that runs it in the calling
     * thread, such as {@code Runnable::run}, lets a slow task delay the others.
     *
     * @param executor where the tasks run
     * @return to be closed, before the executor
     */
    public static PeriodicTasks on(Executor executor) {
        return new PeriodicTasks(
                executor, true, System::nanoTime, InstantSource.system(), () -> ThreadLocalRandom.current()
                        .nextDouble());
    }

    /**
     * For tests: there is no thread, and no time but that of the clock. {@link #runDue} runs what is due, in the calling thread.
     *
     * @param clock read at each call; it is the monotonic one as well
     * @return without threads; need not be closed
     */
    public static PeriodicTasks byHand(InstantSource clock) {
        LongSupplier nanos =
                () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos();
        return new PeriodicTasks(Runnable::run, false, nanos, clock, () -> 0);
    }

    /** A thread a task that runs; they go when nothing has run for a while. */
    private static ThreadPoolExecutor threads() {
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, IDLE);
            thread.setDaemon(false); // whoever adds the task: a run is not to be cut off in the middle
            return thread;
        };
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /**
     * Adds a task.
     *
     * @param when it runs
     * @param task what is run
     * @return its figures, and the way to stop it alone
     * @throws IllegalStateException after {@link #stop}
     */
    public Watcher add(Periodic when, Periodic.Task task) {
        lock.lock();
        try {
            if (stopping) {
                throw new IllegalStateException("periodic tasks are stopped; no more can be added");
            }
            String name = when.name().isEmpty() ? "task-" + (entries.size() + 1) : when.name();
            Entry entry = new Entry(when, task, name);
            Watcher watcher = new Watcher(this, entry);
            entry.begin(now(), random.getAsDouble());
            entries.add(entry);
            watchers.add(watcher);
            tell();
            if (threaded && !started) {
                started = true;
                Thread thread = new Thread(this::turn, "muster-periodic");
                thread.setDaemon(false);
                thread.start();
            }
            return watcher;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says who is told of failures, in the place of the log, which gets the first one of a row of failures, with its stack. Called on the
     * thread of the task, at each failure.
     *
     * @param handler gets the task's watcher and what it has thrown; what it throws itself is logged
     * @return this
     */
    public PeriodicTasks onFailure(BiConsumer<Watcher, Throwable> handler) {
        lock.lock();
        try {
            onFailure = handler;
            return this;
        } finally {
            lock.unlock();
        }
    }

    /**
     * One of each task that was ever added; those that have ended stay.
     *
     * @return a copy, in the order in which they were added
     */
    public List<Watcher> watchers() {
        lock.lock();
        try {
            return List.copyOf(watchers);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The figures of all tasks, a line each under a heading.
     *
     * @return several lines, of the same moment each, with their ends
     */
    public String table() {
        return WatcherTable.of(watchers().stream().map(Watcher::snapshot).toList());
    }

    /** Begins no run any more. Runs that go on are neither waited for nor interrupted. */
    public void stop() {
        lock.lock();
        try {
            stopping = true;
            entries.forEach(Entry::stop);
            if (own != null) {
                own.shutdown();
            }
            tell();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there will be no run any more and none goes on: after {@link #stop}, or when each task has ended by itself.
     *
     * @param longest how long to wait
     * @return whether that is so; false when the time has passed
     * @throws InterruptedException when the calling thread is interrupted
     */
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        long left = longest.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : longest.toNanos();
        lock.lock();
        try {
            while (!hasEnded()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Which tasks run now.
     *
     * @return their names; empty when none does
     */
    public List<String> running() {
        lock.lock();
        try {
            return entries.stream().filter(Entry::isRunning).map(Entry::name).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops, and waits for the runs that go on, however long; an interrupt is kept for later. Called by a task it only stops.
     */
    @Override
    public void close() {
        stop();
        boolean interrupted = false;
        lock.lock();
        try {
            while (!hasEnded() && !running.contains(Thread.currentThread())) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasEnded() {
        return entries.stream().allMatch(Entry::isEnded);
    }

    Watcher.Snapshot snapshot(Entry entry) {
        lock.lock();
        try {
            return entry.snapshot(nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    void stop(Entry entry) {
        lock.lock();
        try {
            entry.stop();
            tell();
        } finally {
            lock.unlock();
        }
    }

    /** The thread's life: it ends with the stop. */
    private void turn() {
        while (true) {
            Duration wait = runDue();
            lock.lock();
            try {
                if (stopping) {
                    break;
                }
                long left = Math.min(wait.toNanos(), LONGEST_SLEEP_NANOS);
                while (!news && left > 0) {
                    left = changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                LOG.debug("interrupted; nobody should", e);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Hands every task that is due to the executor, once; for {@link #byHand}, where that is to run it.
     *
     * @return how long until the next one is due; the longest duration when there is none
     */
    public Duration runDue() {
        for (Entry entry : takeDue()) {
            try {
                executor.execute(() -> run(entry));
            } catch (RejectedExecutionException e) {
                refused(entry);
            }
        }
        lock.lock();
        try {
            long now = nanos.getAsLong();
            return entries.stream()
                    .flatMap(entry -> entry.next().stream())
                    .map(at -> Duration.ofNanos(Math.max(0, at - now)))
                    .min(Duration::compareTo)
                    .orElse(Duration.ofNanos(Long.MAX_VALUE));
        } finally {
            lock.unlock();
        }
    }

    private List<Entry> takeDue() {
        lock.lock();
        try {
            news = false;
            Moment now = now();
            List<Entry> due = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.isDue(now, random.getAsDouble())) {
                    entry.submitted(now);
                    due.add(entry);
                }
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void refused(Entry entry) {
        lock.lock();
        try {
            long wait = (long) (AGAIN_NANOS * (0.9 + 0.2 * random.getAsDouble()));
            entry.rejected(nanos.getAsLong() + wait);
            tell();
        } finally {
            lock.unlock();
        }
    }

    /** On a thread of the executor. */
    private void run(Entry entry) {
        Thread here = Thread.currentThread();
        if (!begin(entry, here)) {
            return;
        }
        if (own != null) {
            here.setName("muster-periodic-" + entry.name());
        }
        Throwable failure = null;
        boolean last = false;
        try {
            entry.task().run();
        } catch (NeverAgain e) {
            last = true;
        } catch (Throwable e) {
            failure = e;
        }
        try {
            finished(entry, failure);
        } finally {
            if (own != null) {
                here.setName(IDLE);
            }
            rest(entry, here, last);
        }
        if (failure instanceof Error error) {
            throw error; // not ours to survive: whose thread it is decides
        }
    }

    private boolean begin(Entry entry, Thread here) {
        lock.lock();
        try {
            boolean runs = entry.started(now());
            if (runs) {
                running.add(here);
            }
            tell();
            return runs;
        } finally {
            lock.unlock();
        }
    }

    private void finished(Entry entry, @Nullable Throwable failure) {
        BiConsumer<Watcher, Throwable> handler;
        lock.lock();
        try {
            entry.finished(now(), failure != null);
            handler = onFailure;
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            try {
                handler.accept(new Watcher(this, entry), failure);
            } catch (RuntimeException e) {
                LOG.warn("periodic task {}: the handler of its failures has failed itself", entry.name(), e);
            }
        }
    }

    private void rest(Entry entry, Thread here, boolean last) {
        lock.lock();
        try {
            entry.rest(now(), last, random.getAsDouble());
            running.remove(here);
            tell();
        } finally {
            lock.unlock();
        }
    }

    private static void logFirst(Watcher watcher, Throwable failure) {
        if (watcher.snapshot().failuresInRow() == 1) {
            LOG.warn(
                    "periodic task {} has failed; it goes on, and is told again after a success",
                    watcher.name(),
                    failure);
        }
    }

    private void tell() {
        news = true;
        changed.signalAll();
    }

    private Moment now() {
        return new Moment(nanos.getAsLong(), wall.instant());
    }
}
