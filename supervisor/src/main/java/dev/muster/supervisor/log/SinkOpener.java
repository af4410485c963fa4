package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Opens logs on a thread of its own, and waits for it only so long: whoever asks has other workers to look after, and a disk may hang.
 * What is open too late is kept until it is asked for again. Thread-safe.
 */
final class SinkOpener implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Sinks sinks;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread opener = new Thread(task, "muster-logs");
        opener.setDaemon(true);
        return opener;
    });
    private final Map<WorkerId, Opening> openings = new HashMap<>();
    /** When the last one was open, or had failed, by {@link System#nanoTime}. */
    private volatile long movedNanos = System.nanoTime();

    private volatile boolean closed;

    /**
     * A log that is open.
     *
     * @param policy that it was opened for, which may be an older one
     * @param isFresh nothing was there before
     */
    record Opened(Sink sink, LogPolicy policy, boolean isFresh) {}

    private record Opening(CompletableFuture<Opened> result, long since) {}

    SinkOpener(Sinks sinks) {
        this.sinks = sinks;
    }

    /** It will be asked for soon: whoever asks then need not wait, when many are to be opened. */
    synchronized void expect(WorkerId worker, LogPolicy policy, Path logDir) {
        forgetFailure(worker);
        openings.computeIfAbsent(worker, w -> begin(w, policy, logDir));
    }

    /** Of an opening for which nobody has waited: it may be long ago. */
    private void forgetFailure(WorkerId worker) {
        openings.computeIfPresent(worker, (w, opening) -> opening.result.isCompletedExceptionally() ? null : opening);
    }

    /** @throws OutputException when it cannot be opened, or not soon */
    synchronized Opened open(WorkerId worker, LogPolicy policy, Path logDir) {
        forgetFailure(worker);
        Opening opening = openings.computeIfAbsent(worker, w -> begin(w, policy, logDir));
        try {
            Opened opened = await(opening);
            openings.remove(worker);
            return opened;
        } catch (CompletionException e) {
            openings.remove(worker);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * As long as one after the other is opened, until it is this one's turn. A disk that hangs costs the time once, however many logs are
     * to be opened.
     */
    private Opened await(Opening opening) {
        while (true) {
            long moved = movedNanos;
            long left = Math.max(0, stalledSince(moved) + PATIENCE_NANOS - System.nanoTime());
            Optional<Opened> opened = opening.result
                    .thenApply(Optional::of)
                    .completeOnTimeout(Optional.empty(), left, TimeUnit.NANOSECONDS)
                    .join();
            if (opened.isPresent()) {
                return opened.get();
            }
            if (moved == movedNanos) {
                throw new OutputException("its log is not open yet; does the disk hang?");
            }
        }
    }

    private long stalledSince(long moved) {
        long oldest = openings.values().stream()
                .filter(each -> !each.result.isDone())
                .mapToLong(Opening::since)
                .reduce(System.nanoTime(), (one, other) -> one - other < 0 ? one : other);
        return oldest - moved < 0 ? moved : oldest;
    }

    private Opening begin(WorkerId worker, LogPolicy policy, Path logDir) {
        return new Opening(
                CompletableFuture.supplyAsync(() -> openNow(worker, policy, logDir), thread), System.nanoTime());
    }

    private Opened openNow(WorkerId worker, LogPolicy policy, Path logDir) {
        if (closed) {
            throw new OutputException("no log is opened any more");
        }
        try {
            Sink sink = sinks.open(worker, policy, logDir);
            boolean fresh =
                    sink.history(worker, policy.format()).map(History::isEmpty).orElse(true);
            return new Opened(sink, policy, fresh);
        } finally {
            movedNanos = System.nanoTime();
        }
    }

    /** The slot is no more: whatever is opened for it yet is closed at once. */
    synchronized void forget(WorkerId worker) {
        Opening opening = openings.remove(worker);
        if (opening != null) {
            thread.execute(() -> closeIfOpen(opening)); // behind the opening itself
        }
    }

    private static void closeIfOpen(Opening opening) {
        if (!opening.result.isCompletedExceptionally()) {
            opening.result.join().sink().close();
        }
    }

    /** Opens no more, and closes what nobody has asked for; a disk that hangs is waited for a second at most. */
    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            List.copyOf(openings.keySet()).forEach(this::forget);
        }
        thread.shutdown();
        try {
            thread.awaitTermination(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
