package dev.muster.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A future that knows whether strangers' code hangs on it, which will run on the thread that completes it: who only waits counts as a dependent,
 * too, and costs that thread nothing. Thread-safe.
 */
abstract class SharedFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final AtomicInteger waiting = new AtomicInteger();

    final boolean hasCallbacks() {
        return getNumberOfDependents() > waiting.get();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        waiting.incrementAndGet();
        try {
            return super.get();
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public T get(long longest, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        waiting.incrementAndGet();
        try {
            return super.get(longest, unit);
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
