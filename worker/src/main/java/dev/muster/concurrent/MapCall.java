package dev.muster.concurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The items of one map, until the last outcome is known. Thread-safe. */
final class MapCall<T> implements TaskSink {
    private final PoolCore core;
    private final boolean failFast;
    private final PoolFuture<List<T>> future = new PoolFuture<>();
    private final @Nullable Object[] results;
    private final TreeMap<Integer, Throwable> failures = new TreeMap<>();
    private final AtomicInteger left;
    private final PoolTask[] tasks;
    private volatile boolean wanted = true;

    MapCall(PoolCore core, FunctionRef function, Collection<?> items, boolean failFast) {
        Object[] arguments = items.toArray();
        this.core = core;
        this.failFast = failFast;
        this.results = new Object[arguments.length];
        this.left = new AtomicInteger(arguments.length);
        this.tasks = new PoolTask[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            tasks[i] = new PoolTask(function, FunctionRef.encode(arguments[i], "item " + i), this, i, null);
        }
        future.onCancel(this::giveUp);
    }

    PoolFuture<List<T>> start(int chunk) {
        if (tasks.length == 0) {
            future.done(0, List.of());
        }
        for (int from = 0; from < tasks.length; from += chunk) {
            try {
                core.submit(Arrays.copyOfRange(tasks, from, Math.min(tasks.length, from + chunk)), false);
            } catch (RejectedExecutionException e) {
                giveUp();
                throw e;
            }
        }
        return future;
    }

    @Override
    public void done(int index, @Nullable Object value) {
        results[index] = value;
        oneLess();
    }

    @Override
    public void failed(int index, Throwable failure) {
        boolean first;
        synchronized (failures) {
            failures.put(index, failure);
            first = failures.size() == 1;
        }
        if (first && failFast) {
            giveUp();
        }
        oneLess();
    }

    @Override
    public boolean isWanted() {
        return wanted;
    }

    /** What has not begun does not begin; what runs is interrupted. */
    private void giveUp() {
        if (wanted) {
            wanted = false;
            for (PoolTask task : tasks) {
                core.cancel(task);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void oneLess() {
        if (left.decrementAndGet() > 0) {
            return;
        }
        List<@Nullable Object> all = Arrays.asList(results);
        synchronized (failures) {
            if (failures.isEmpty()) {
                future.done(0, all);
            } else {
                MapFailedException failed = MapFailedException.of(failures, new ArrayList<>(all));
                future.failed(0, failed.getCause() instanceof CancellationException given ? given : failed);
            }
        }
    }
}
