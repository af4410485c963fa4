package dev.muster.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@code invokeAll} and {@code invokeAny}: whatever is not needed any more is cancelled and interrupted. */
final class Bulk {
    private Bulk() {}

    /** @param longest null for: as long as it takes */
    static <T extends @Nullable Object> List<Future<T>> all(
            MeasuredExecutor executor, Collection<? extends Callable<T>> tasks, @Nullable Duration longest)
            throws InterruptedException {
        List<CompletableFuture<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                futures.add(executor.submit(task));
            }
            if (longest == null) {
                Futures.awaitAll(futures);
            } else {
                Futures.awaitAll(futures, longest);
            }
        } finally {
            cancel(futures);
        }
        return List.copyOf(futures);
    }

    static <T extends @Nullable Object> T any(MeasuredExecutor executor, Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        List<CompletableFuture<T>> futures = new ArrayList<>(tasks.size());
        try {
            return first(executor, tasks, futures).get();
        } finally {
            cancel(futures);
        }
    }

    static <T extends @Nullable Object> T any(
            MeasuredExecutor executor, Collection<? extends Callable<T>> tasks, Duration longest)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<CompletableFuture<T>> futures = new ArrayList<>(tasks.size());
        try {
            return first(executor, tasks, futures).get(Nanos.of(longest), TimeUnit.NANOSECONDS);
        } finally {
            cancel(futures);
        }
    }

    /** The first success; if there is none, the last failure. */
    private static <T extends @Nullable Object> CompletableFuture<T> first(
            MeasuredExecutor executor, Collection<? extends Callable<T>> tasks, List<CompletableFuture<T>> futures) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks");
        }
        CompletableFuture<T> first = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(tasks.size());
        for (Callable<T> task : tasks) {
            CompletableFuture<T> future = executor.submit(task);
            futures.add(future);
            var unused = future.whenComplete((value, fault) -> {
                if (fault == null) {
                    first.complete(value);
                } else if (left.decrementAndGet() == 0) {
                    first.completeExceptionally(fault);
                }
            });
        }
        return first;
    }

    private static void cancel(List<? extends Future<?>> futures) {
        futures.forEach(future -> future.cancel(true));
    }
}
