package dev.muster.concurrent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs tasks in JVMs of their own. A task that ends its JVM, by a crash, {@code System.exit} or somebody's kill -9, fails alone and with a
 * {@link WorkerCrashedException}: the JVM is replaced, and what else it was given runs elsewhere. A task whose run has begun is never
 * begun again, unless {@link ProcessPoolBuilder#retryCrashed} asks for it.
 *
 * <p>Tasks, arguments and results are sent with Java's serialisation, numbers and strings in a shorter form. A lambda is serialisable
 * when it is written where a {@link RemoteCallable}, {@link RemoteRunnable} or {@link RemoteFunction} is expected, as in
 * {@code pool.submit(() -> 42)}; members run the same class path, and where a member finds that it has been changed since, lambdas are
 * refused and {@link RemoteFunction#named} works on. A pool talks only with processes that it started.
 *
 * <p>The future of a task fails with what the task threw, a {@link WorkerCrashedException}, a {@link TimeoutException} after the time
 * limit, or a {@link TaskFailedException} for what cannot be sent. What is chained to it without an executor runs on that of
 * {@link CompletableFuture}, so that a slow callback holds up no results.
 *
 * <p>What the members print goes to stderr, with their names. The members end with this process, however it ends, and all threads are
 * daemons: {@link #close} waits for what was submitted. Thread-safe.
 */
public final class ProcessPool implements ExecutorService, AutoCloseable {
    private final PoolCore core;
    private final FunctionRef.Register functions = new FunctionRef.Register();

    ProcessPool(PoolSettings settings) {
        this.core = new PoolCore(settings);
        core.staff();
        Thread watch = new Thread(new PoolWatch(core), settings.name() + "-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * A builder with the defaults: a member for each CPU, no limits.
     *
     * @return {@link ProcessPoolBuilder#build} starts the members
     */
    public static ProcessPoolBuilder builder() {
        return new ProcessPoolBuilder();
    }

    /**
     * Runs a task.
     *
     * @param <T> what it returns, which has to be serialisable
     * @param task runs in a member
     * @return fails as the class says; cancelling it interrupts the task
     * @throws RejectedSubmissionException when the pool is shut down, or its backlog is full
     * @throws PoolBrokenException when the pool has stopped because no member could be started
     * @throws IllegalArgumentException when the task uses what is not serialisable
     */
    public <T> CompletableFuture<T> submit(RemoteCallable<T> task) {
        return one(task);
    }

    /**
     * As {@link #submit(RemoteCallable)}; the task has to be serialisable nevertheless.
     *
     * @param <T> what it returns, which has to be serialisable
     * @param task serialisable
     * @return as that one
     */
    @Override
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        return one(task);
    }

    /**
     * As {@link #submit(RemoteCallable)}; the result is null.
     *
     * @param task runs in a member
     * @return ends when the task has, with null
     */
    public CompletableFuture<?> submit(RemoteRunnable task) {
        return one(task);
    }

    /**
     * As {@link #submit(RemoteCallable)}; the task has to be serialisable nevertheless. The result is null.
     *
     * @param task serialisable
     * @return ends when the task has, with null
     */
    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return one(task);
    }

    /**
     * As {@link #submit(Runnable)}; the result does not travel.
     *
     * @param <T> what the future gives
     * @param task serialisable
     * @param result any object; it stays here
     * @return ends when the task has, with the result
     */
    @Override
    public <T> CompletableFuture<T> submit(Runnable task, T result) {
        return one(task).thenApply(none -> result);
    }

    /**
     * Runs a function with an argument, as {@link #submit(RemoteCallable)}; cheaper than a lambda that holds the argument.
     *
     * @param <A> what it takes, which has to be serialisable
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in a member
     * @param argument may be null
     * @return fails as the class says; cancelling it interrupts the task
     * @throws RejectedSubmissionException when the pool is shut down, or its backlog is full
     * @throws PoolBrokenException when the pool has stopped because no member could be started
     * @throws IllegalArgumentException when the function or the argument uses what is not serialisable
     */
    public <A, T> CompletableFuture<T> submit(RemoteFunction<? super A, T> function, A argument) {
        PoolFuture<T> future = new PoolFuture<>();
        start(
                new PoolTask(functions.of(function), FunctionRef.encode(argument, "the argument"), future, 0, null),
                future);
        return future;
    }

    @Override
    public void execute(Runnable task) {
        CompletableFuture<?> ignored = one(task);
    }

    /**
     * As {@link #execute(Runnable)}, for lambdas.
     *
     * @param task runs in a member; what it throws is lost
     */
    public void execute(RemoteRunnable task) {
        CompletableFuture<?> ignored = one(task);
    }

    private <T> CompletableFuture<T> one(Object task) {
        PoolFuture<T> future = new PoolFuture<>();
        FunctionRef.Sent sent = functions.task(task);
        start(new PoolTask(sent.function(), sent.argument(), future, 0, task), future);
        return future;
    }

    private void start(PoolTask task, PoolFuture<?> future) {
        future.onCancel(() -> core.cancel(task));
        core.submit(new PoolTask[] {task}, true);
    }

    /**
     * Runs a function for each item and waits for all.
     *
     * @param <A> what it takes, which has to be serialisable
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in the members
     * @param items may be empty
     * @return the results, in the order of the items
     * @throws MapFailedException when an item failed, with its failure as the cause and the results of the others
     * @throws RejectedSubmissionException when the pool is shut down; the backlog's bound is not for maps
     * @throws PoolBrokenException when the pool has stopped because no member could be started
     * @throws InterruptedException when this thread is interrupted; what has not begun then does not begin
     */
    public <A, T> List<T> map(RemoteFunction<? super A, T> function, Collection<? extends A> items)
            throws InterruptedException {
        return map(function, items, MapOptions.DEFAULT);
    }

    /**
     * As {@link #map(RemoteFunction, Collection)}, with options.
     *
     * @param <A> what it takes, which has to be serialisable
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in the members
     * @param items may be empty
     * @param options how many go to a member at once, and whether the first failure ends the call
     * @return the results, in the order of the items
     * @throws MapFailedException when an item failed, with its failure as the cause and the results of the others
     * @throws InterruptedException when this thread is interrupted; what has not begun then does not begin
     */
    public <A, T> List<T> map(RemoteFunction<? super A, T> function, Collection<? extends A> items, MapOptions options)
            throws InterruptedException {
        CompletableFuture<List<T>> all = mapAsync(function, items, options);
        try {
            return all.get();
        } catch (InterruptedException e) {
            all.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException
                    ? (RuntimeException) e.getCause()
                    : new IllegalStateException(e.getCause());
        }
    }

    /**
     * As {@link #map(RemoteFunction, Collection)}, without waiting.
     *
     * @param <A> what it takes, which has to be serialisable
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in the members
     * @param items may be empty
     * @return the results, in the order of the items; fails with a {@link MapFailedException}
     */
    public <A, T> CompletableFuture<List<T>> mapAsync(
            RemoteFunction<? super A, T> function, Collection<? extends A> items) {
        return mapAsync(function, items, MapOptions.DEFAULT);
    }

    /**
     * As {@link #mapAsync(RemoteFunction, Collection)}, with options.
     *
     * @param <A> what it takes, which has to be serialisable
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in the members
     * @param items may be empty
     * @param options how many go to a member at once, and whether the first failure ends the call
     * @return the results, in the order of the items; fails with a {@link MapFailedException}; cancelling it cancels what has not begun
     */
    public <A, T> CompletableFuture<List<T>> mapAsync(
            RemoteFunction<? super A, T> function, Collection<? extends A> items, MapOptions options) {
        MapCall<T> call = new MapCall<>(core, functions.of(function), items, options.failFast());
        return call.start(options.chunkFor(items.size(), core.settings().workers()));
    }

    /**
     * Runs a function of several arguments, which are the components of a record: {@code starmap(a -> power(a.base(), a.exponent()),
     * List.of(new Args(2, 10), ...))}. Otherwise as {@link #map(RemoteFunction, Collection)}.
     *
     * @param <A> a record, serialisable with its components
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in the members
     * @param arguments a record for each call; may be empty
     * @return the results, in the order of the arguments
     * @throws InterruptedException when this thread is interrupted; what has not begun then does not begin
     */
    public <A extends Record, T> List<T> starmap(
            RemoteFunction<? super A, T> function, Collection<? extends A> arguments) throws InterruptedException {
        return map(function, arguments);
    }

    /**
     * Runs a function for each item as the results are taken: of the source no more than the window are ahead of them, so that it may be
     * endless. The stream is sequential; closing it cancels what is ahead.
     *
     * @param <A> what it takes, which has to be serialisable
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in the members
     * @param items read as far as the window goes, on the thread that reads the stream
     * @param window at least 1; twice the number of workers keeps them busy
     * @return the results in the order of the items; a failed item ends the stream by a {@link java.util.concurrent.CompletionException}
     *     with its failure as the cause
     * @throws IllegalArgumentException when the window is less than 1
     */
    public <A, T> Stream<T> imap(RemoteFunction<? super A, T> function, Iterable<? extends A> items, int window) {
        return lazily(function, items, window, true);
    }

    /**
     * As {@link #imap}, with the results in the order in which they come.
     *
     * @param <A> what it takes, which has to be serialisable
     * @param <T> what it returns, which has to be serialisable
     * @param function runs in the members
     * @param items read as far as the window goes, on the thread that reads the stream
     * @param window at least 1; twice the number of workers keeps them busy
     * @return the results as they come; a failed item ends the stream by a {@link java.util.concurrent.CompletionException} with its
     *     failure as the cause
     * @throws IllegalArgumentException when the window is less than 1
     */
    public <A, T> Stream<T> imapUnordered(
            RemoteFunction<? super A, T> function, Iterable<? extends A> items, int window) {
        return lazily(function, items, window, false);
    }

    private <A, T> Stream<T> lazily(
            RemoteFunction<? super A, T> function, Iterable<? extends A> items, int window, boolean ordered) {
        if (window < 1) {
            throw new IllegalArgumentException("window: " + window + " is less than 1");
        }
        ImapCall<T> call = new ImapCall<>(core, functions.of(function), items.iterator(), window, ordered);
        return StreamSupport.stream(call, false).onClose(call::close);
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return Invocations.all(this, tasks, Long.MAX_VALUE);
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return Invocations.all(this, tasks, unit.toNanos(timeout));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return Invocations.any(this, tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invocations.any(this, tasks, unit.toNanos(timeout));
    }

    /** No more tasks; what was submitted is run, and then the members end. Does not wait. */
    @Override
    public void shutdown() {
        core.shutdown();
    }

    /**
     * As {@link #terminate}.
     *
     * @return the tasks that had not begun, but for items of maps; their futures are cancelled
     */
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> sources = new ArrayList<>();
        for (PoolTask task : core.shutdownNow()) {
            if (task.source != null) {
                sources.add(Invocations.runnable(task.source));
            }
        }
        return sources;
    }

    /** Kills the members now. All futures are cancelled, those of running tasks, too. */
    public void terminate() {
        core.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return core.isShutdown();
    }

    /** True when the last member has ended, too. */
    @Override
    public boolean isTerminated() {
        return core.terminated().getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return core.terminated().await(timeout, unit);
    }

    /**
     * Shuts down and waits until everything that was submitted has been done and the members have ended. An interrupt of this thread
     * ends it as {@link #terminate} does.
     */
    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                core.terminated().await();
            } catch (InterruptedException e) {
                interrupted = true;
                terminate();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process ids of the members that are ready, for tools and tests. */
    List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        for (PoolMember member : core.members()) {
            pids.add(member.process.pid());
        }
        return pids;
    }

    @Override
    public String toString() {
        return core.settings().name();
    }
}
