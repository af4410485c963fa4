package dev.muster.concurrent;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The future of a pool: what is chained to it runs on the usual executor of CompletableFuture and not on the thread that reads
 * results, which a slow callback would hold up. Thread-safe.
 */
final class PoolFuture<T> extends CompletableFuture<T> implements TaskSink {
    /** They count as dependents, too, and cost nothing. */
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile @Nullable Runnable onCancel;

    /** Is run once the future has been cancelled, with the tasks still on their way. */
    void onCancel(Runnable action) {
        onCancel = action;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void done(int index, @Nullable Object value) {
        if (hasCallbacks()) {
            defaultExecutor().execute(() -> complete((T) value));
        } else {
            complete((T) value);
        }
    }

    @Override
    public void failed(int index, Throwable failure) {
        if (failure instanceof CancellationException) {
            super.cancel(false);
        } else if (hasCallbacks()) {
            defaultExecutor().execute(() -> completeExceptionally(failure));
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public boolean isWanted() {
        return !isDone();
    }

    private boolean hasCallbacks() {
        return getNumberOfDependents() > waiting.get();
    }

    /** A task that has not begun does not begin; one that runs is interrupted, if that is wanted. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Runnable action = onCancel;
        if (cancelled && mayInterruptIfRunning && action != null) {
            action.run();
        }
        return cancelled;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (isDone()) {
            return super.get();
        }
        waiting.incrementAndGet();
        try {
            return super.get();
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        waiting.incrementAndGet();
        try {
            return super.get(timeout, unit);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public T join() {
        waiting.incrementAndGet();
        try {
            return super.join();
        } finally {
            waiting.decrementAndGet();
        }
    }
}
