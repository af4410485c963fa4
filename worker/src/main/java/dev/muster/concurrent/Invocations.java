package dev.muster.concurrent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What ExecutorService promises for many tasks at once. Thread-safe. */
final class Invocations {
    private Invocations() {}

    /** Waits for all; those that are not done in time are cancelled. */
    static <T> List<Future<T>> all(ProcessPool pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean done = false;
        try {
            for (Callable<T> task : tasks) {
                futures.add(pool.submit(task));
            }
            for (Future<T> future : futures) {
                try {
                    future.get(nanos == Long.MAX_VALUE ? nanos : deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (ExecutionException | CancellationException itsOwn) {
                    // The caller finds it in the future.
                } catch (TimeoutException e) {
                    return futures;
                }
            }
            done = true;
            return futures;
        } finally {
            if (!done) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    /** Waits for the first that succeeds; the others are cancelled. */
    static <T> T any(ProcessPool pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks");
        }
        long deadline = System.nanoTime() + nanos;
        LinkedBlockingQueue<CompletableFuture<T>> ended = new LinkedBlockingQueue<>();
        List<CompletableFuture<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                CompletableFuture<T> future = pool.submit(task);
                futures.add(future);
                CompletableFuture<T> ignored = future.whenComplete((value, failure) -> ended.add(future));
            }
            ExecutionException last = null;
            for (int i = 0; i < futures.size(); i++) {
                CompletableFuture<T> next = ended.poll(
                        nanos == Long.MAX_VALUE ? nanos : deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException("none of " + futures.size() + " tasks has succeeded in time");
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    last = e;
                } catch (CancellationException e) {
                    last = new ExecutionException(e);
                }
            }
            throw last == null ? new ExecutionException(new CancellationException()) : last;
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    static Runnable runnable(Object task) {
        if (task instanceof Runnable runnable) {
            return runnable;
        }
        return () -> {
            try {
                ((Callable<?>) task).call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
