package dev.muster.concurrent;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a pool: what is chained to it runs on the usual executor of CompletableFuture and not on the thread that reads
 * results, which a slow callback would hold up. Thread-safe.
 */
final class PoolFuture<T> extends SharedFuture<T> implements TaskSink {
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
}
