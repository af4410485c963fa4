package dev.muster.concurrent;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task and its future. Unlike a plain CompletableFuture it can be cancelled for good: before it begins it leaves the backlog, afterwards
 * {@code cancel(true)} interrupts it. Thread-safe.
 */
final class Task<T extends @Nullable Object> extends SharedFuture<T> {
    private final Crew crew;
    private @Nullable Callable<T> work; // until it begins: a future that is kept must not keep more than its result
    private @Nullable Runnable original;
    private final boolean bare;
    private @Nullable Throwable fault; // of the thread that runs it, as is the value
    private @Nullable T value;

    /** Guarded by the crew's lock, as everything below. */
    @Nullable
    Thread runner;

    boolean over;
    boolean interrupted;
    long queuedAt;
    long begunAt;

    /** @param bare nobody sees the future: an exception goes to the thread's handler */
    Task(Crew crew, Callable<T> work, Runnable original, boolean bare) {
        this.crew = crew;
        this.work = work;
        this.original = original;
        this.bare = bare;
    }

    /** What its submitter gave, for {@code shutdownNow}. */
    Runnable original() {
        return Objects.requireNonNull(original);
    }

    /** Does the work. @return whether it failed */
    boolean call() {
        Callable<T> begun = Objects.requireNonNull(work);
        work = null;
        original = null;
        try {
            value = begun.call();
            return false;
        } catch (Throwable e) {
            fault = e;
            return true;
        }
    }

    /** Completes the future with what the call has left, and with it runs what depends on it. */
    void deliver() {
        Throwable failed = fault;
        if (failed == null) {
            super.complete(value);
        } else {
            super.completeExceptionally(failed);
        }
    }

    /** To the thread's handler, as the JVM does; its own exceptions have nowhere to go. */
    void reportUnseen() {
        Throwable failed = fault;
        if (bare && failed != null) {
            Thread thread = Thread.currentThread();
            try {
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failed);
            } catch (RuntimeException e) {
                failed.addSuppressed(e);
            }
        }
    }

    /** To the caller that ran it himself. */
    void throwUnseen() {
        Throwable failed = fault;
        if (bare && failed instanceof RuntimeException e) {
            throw e;
        }
        if (bare && failed instanceof Error e) {
            throw e;
        }
    }

    /** Before it began; it is out of the crew's books. */
    void refuse(RuntimeException why) {
        // As soon as it is done: what was last to depend on it is first to run, and a callback of somebody's may wait
        // for the crew's end.
        var unused = handle((nothing, fault) -> {
            crew.told();
            return fault;
        });
        super.completeExceptionally(why);
    }

    /** Before it began; it is out of the crew's books. */
    void drop() {
        super.cancel(false);
    }

    /**
     * Whether strangers' code will run on its thread behind it. When others only wait for it, the thread is as good as free before it has
     * told them.
     */
    boolean keepsBusy() {
        return hasCallbacks() || (bare && fault != null);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        if (cancelled) {
            crew.abandon(this, mayInterrupt);
        }
        return cancelled;
    }

    @Override
    public boolean complete(T value) {
        boolean completed = super.complete(value);
        if (completed) {
            crew.abandon(this, false);
        }
        return completed;
    }

    /** By its submitter, or by {@code orTimeout}. */
    @Override
    public boolean completeExceptionally(Throwable fault) {
        boolean completed = super.completeExceptionally(fault);
        if (completed) {
            crew.abandon(this, false);
        }
        return completed;
    }
}
