package dev.muster.concurrent;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An executor that counts what it does, refuses what is too much, and has as many threads as its load needs. Its futures are
 * CompletableFutures whose {@code cancel} works as that of other executors: a task that waits is taken out, one that runs is interrupted
 * if so asked. What depends on a future without {@code Async} runs on the executor's thread, which is not free meanwhile.
 *
 * <p>{@code shutdown} lets end what was accepted, except that delayed tasks are cancelled (see {@link Builder#keepDelayed}); {@code close}
 * waits for that too; {@code shutdownNow} cancels what waits and interrupts what runs. Threads are not daemons: an executor that is never
 * closed lets the JVM end only when all its threads have gone for being idle. Thread-safe; as with every executor, a task must not close
 * the one that runs it.
 */
public final class MeasuredExecutor implements ExecutorService, AutoCloseable {
    private final Crew crew;

    private MeasuredExecutor(Crew crew) {
        this.crew = crew;
    }

    /**
     * The default: as many threads as processors at most, none when idle for a minute, and a backlog without bounds.
     *
     * @return to say what is to be different
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * For tests: each task runs in the thread that submits it, before the submission returns, and a delayed one does not wait. The
     * figures are kept as usual.
     *
     * @return an executor without threads
     */
    public static MeasuredExecutor inline() {
        return new Builder().name("inline").build(ThreadSource.platform("inline"), true);
    }

    /**
     * What it has done until now, consistent in itself.
     *
     * @return a picture of this moment
     */
    public ExecutorStatistics statistics() {
        return crew.statistics();
    }

    /**
     * Runs a task some time later.
     *
     * @param <T> what it gives
     * @param delay from now; zero or less for: at once
     * @param task to be run
     * @return cancelled when the executor is shut down before; fails with {@link RejectedSubmissionException} when the task is
     *     refused at the end of the delay
     * @throws RejectedExecutionException when the executor is shut down
     */
    public <T extends @Nullable Object> CompletableFuture<T> submitAfter(Duration delay, Callable<T> task) {
        Task<T> made = new Task<>(crew, Objects.requireNonNull(task), () -> unchecked(task), false);
        crew.submitAfter(delay, made);
        return made;
    }

    /**
     * The same for a task without a result.
     *
     * @param delay from now; zero or less for: at once
     * @param task to be run
     * @return completes with null
     */
    public CompletableFuture<?> submitAfter(Duration delay, Runnable task) {
        Task<@Nullable Object> made = new Task<>(crew, Executors.callable(task), task, false);
        crew.submitAfter(delay, made);
        return made;
    }

    /** @throws RejectedExecutionException when it is refused */
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return submitted(new Task<>(crew, Objects.requireNonNull(task), () -> unchecked(task), false));
    }

    /** @throws RejectedExecutionException when it is refused */
    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return submitted(new Task<@Nullable Object>(crew, Executors.callable(task), task, false));
    }

    /** @throws RejectedExecutionException when it is refused */
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        return submitted(new Task<>(crew, Executors.callable(task, result), task, false));
    }

    /**
     * Without a future: an exception goes to the uncaught exception handler of the thread, which works on; in a worker it ends the worker.
     *
     * @throws RejectedExecutionException when it is refused
     */
    @Override
    public void execute(Runnable task) {
        crew.submit(new Task<@Nullable Object>(crew, Executors.callable(task), task, true));
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return Bulk.all(this, tasks, null);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long longest, TimeUnit unit) throws InterruptedException {
        return Bulk.all(this, tasks, Duration.of(longest, unit.toChronoUnit()));
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        return Bulk.any(this, tasks);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long longest, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Bulk.any(this, tasks, Duration.of(longest, unit.toChronoUnit()));
    }

    @Override
    public void shutdown() {
        crew.shutdown();
    }

    /** @return what has not begun, as it was submitted; the futures of these tasks are cancelled, so that nobody waits for them */
    @Override
    public List<Runnable> shutdownNow() {
        return crew.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return crew.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return crew.isTerminated();
    }

    @Override
    public boolean awaitTermination(long longest, TimeUnit unit) throws InterruptedException {
        return crew.awaitEnd(unit.toNanos(longest));
    }

    /** Accepts no more and waits until everything has ended. When interrupted, {@code shutdownNow} goes before the rest of the wait. */
    @Override
    public void close() {
        crew.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (crew.awaitEnd(Long.MAX_VALUE)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                crew.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What it is called in messages, and its threads are called after.
     *
     * @return as the builder was told
     */
    public String name() {
        return crew.name();
    }

    /** Its name and what it does. */
    @Override
    public String toString() {
        ExecutorStatistics now = statistics();
        return crew.name() + " (" + now.running() + " running, " + now.backlog() + " waiting, " + now.threads()
                + " threads)";
    }

    private <T extends @Nullable Object> Task<T> submitted(Task<T> task) {
        crew.submit(task);
        return task;
    }

    private static void unchecked(Callable<?> task) {
        try {
            task.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an executor shall be like. Of one thread. */
    public static final class Builder {
        private static final int VIRTUAL = 1000;

        private String name = "executor";
        private int least;
        private int most;
        private double growAbove = 0.8;
        private double shrinkBelow = 0.4;
        private Duration idle = Duration.ofMinutes(1);
        private Rejection rejection = Rejection.none();
        private boolean virtual;
        private boolean keepDelayed;
        private LongSupplier nanos = System::nanoTime;
        private @Nullable Alarm alarm;

        private Builder() {}

        /**
         * Of the executor in messages, and of its threads: {@code name-1}, {@code name-2}, ...
         *
         * @param name of the executor
         * @return this builder
         */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name);
            return this;
        }

        /**
         * At most so many threads, and none when there is nothing to do.
         *
         * @param most at least 1
         * @return this builder
         */
        public Builder threads(int most) {
            return threads(0, most);
        }

        /**
         * From so many to so many threads.
         *
         * @param least are kept once there were so many, however idle
         * @param most by default as many as there are processors; 1000 with {@link #virtual}
         * @return this builder
         */
        public Builder threads(int least, int most) {
            new Sizing(least, most, growAbove, shrinkBelow, idle); // fails here rather than at the end
            this.least = least;
            this.most = most;
            return this;
        }

        /**
         * When threads come and go. The load is the number of tasks that run and wait, divided by the threads.
         *
         * @param growAbove a thread is added when no one is free and the load, the new task included, is above this; by default 0.8, so at
         *     once; with 3 only when two tasks wait for each thread
         * @param shrinkBelow a thread that was idle for the idle time goes when the load is below this; by default 0.4
         * @return this builder
         */
        public Builder load(double growAbove, double shrinkBelow) {
            new Sizing(0, 1, growAbove, shrinkBelow, idle);
            this.growAbove = growAbove;
            this.shrinkBelow = shrinkBelow;
            return this;
        }

        /**
         * How long a thread must have been idle to go; by default a minute.
         *
         * @param idle zero for: at once
         * @return this builder
         */
        public Builder idleTime(Duration idle) {
            new Sizing(0, 1, growAbove, shrinkBelow, idle);
            this.idle = idle;
            return this;
        }

        /**
         * A new virtual thread for each task, {@code threads} being how many there are at a time. On a JVM without them (before 21) platform
         * threads take their place, which go as soon as nothing waits.
         *
         * @return this builder
         */
        public Builder virtual() {
            virtual = true;
            return this;
        }

        /**
         * Which tasks are refused; by default none.
         *
         * @param rejection decides about each task
         * @return this builder
         */
        public Builder rejection(Rejection rejection) {
            this.rejection = Objects.requireNonNull(rejection);
            return this;
        }

        /**
         * {@code shutdown} and {@code close} wait for delayed tasks and run them in their time, rather than cancel them.
         *
         * @return this builder
         */
        public Builder keepDelayed() {
            keepDelayed = true;
            return this;
        }

        Builder clock(LongSupplier nanos, Alarm alarm) {
            this.nanos = nanos;
            this.alarm = alarm;
            return this;
        }

        /**
         * The executor; its first thread starts with the first task.
         *
         * @return to be closed
         */
        public MeasuredExecutor build() {
            return build(virtual ? ThreadSource.virtual(name) : ThreadSource.platform(name), false);
        }

        private MeasuredExecutor build(ThreadFactory threads, boolean inline) {
            int standard = virtual ? VIRTUAL : Runtime.getRuntime().availableProcessors();
            Sizing sizing = virtual
                    ? new Sizing(0, most == 0 ? standard : most, 0, -1, Duration.ZERO)
                    : new Sizing(least, most == 0 ? standard : most, growAbove, shrinkBelow, idle);
            Alarm timer = alarm == null ? Alarm.onThread(name) : alarm;
            return new MeasuredExecutor(
                    new Crew(new Plan(name, sizing, threads, inline, rejection, timer, keepDelayed, nanos)));
        }
    }
}
